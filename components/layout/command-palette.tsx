'use client';

import { Command } from 'cmdk';
import { ArrowRight, History, type LucideIcon, Search } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { IconSpinner } from '@/components/ui/icon-spinner';
import { showToast } from '@/components/ui/toast';
import { useModal } from '@/components/ui/use-modal';
import { type Action, type AgentPurpose, useActions } from './command-actions';
import { noteRecent, recentOf } from './command-recent';
import { type CommandItem, useCommandSearch } from './command-search';
import { AGENT_SOURCE, COMMAND_SOURCES } from './command-sources';
import { Key } from './key';
import { NAVIGATION_ITEMS } from './navigation';
import { useViewer } from './viewer';

const ONLY_AGENTS = [AGENT_SOURCE];

type Props = { onClose: () => void; onShortcutHelp: () => void };

/** Goes anywhere and does the common things, by typing. Loaded when it is first wanted. */
export function CommandPalette({ onClose, onShortcutHelp }: Props) {
  const router = useRouter();
  const viewer = useViewer();
  const [text, setText] = useState('');
  const [purpose, setPurpose] = useState<AgentPurpose | null>(null);
  const [recent] = useState(() => recentOf(viewer.id));
  const found = useCommandSearch(text, purpose === null ? COMMAND_SOURCES : ONLY_AGENTS);
  const marked = useMarked(text, found.groups[0]?.items[0]?.id);
  const choose = (next: AgentPurpose) => {
    setPurpose(next);
    setText('');
  };
  const actions = useActions({ onShortcutHelp, onChooseAgent: choose });
  const ref = useModal(onClose);

  const go = (item: CommandItem) => {
    noteRecent(viewer.id, item);
    onClose();
    router.push(item.href);
  };
  const act = ({ refusal, stays = false, run, label }: Action) => {
    if (refusal !== null) {
      showToast({ tone: 'failed', title: `Not yours to do: ${label.replace('…', '')}`, detail: refusal });
      return;
    }
    if (!stays) onClose();
    run();
  };

  return (
    <dialog
      ref={ref}
      aria-label="Search and commands"
      className="mx-auto mt-[min(12vh,6rem)] mb-auto w-full max-w-[calc(100vw-1.5rem)] overflow-hidden rounded-lg border border-line bg-raised p-0 text-ink shadow-float backdrop:bg-black/45 sm:max-w-150"
    >
      <Command
        label="Search and commands"
        loop
        value={marked.value}
        onValueChange={marked.follow}
        onKeyDown={({ key }) => key.startsWith('Arrow') && marked.take()}
        onPointerMove={marked.take}
      >
        <div className="flex items-center gap-2.5 border-line border-b px-4">
          {found.isBusy ? (
            <IconSpinner className="size-4 shrink-0 text-muted" />
          ) : (
            <Search aria-hidden="true" className="size-4 shrink-0 text-muted" />
          )}
          <Command.Input
            value={text}
            onValueChange={setText}
            placeholder={purpose?.label ?? 'Search or go to…'}
            className="h-12 w-full bg-transparent text-lg outline-none placeholder:text-faint"
          />
          <span className="max-sm:hidden">
            <Key keys="Escape" />
          </span>
        </div>
        <Command.List ref={marked.list} className="max-h-[min(60dvh,26rem)] overflow-y-auto p-2">
          <Command.Empty className="px-3 py-8 text-center text-muted">
            {found.isBusy
              ? 'Searching…'
              : purpose !== null && text === ''
                ? 'Type a name, an id or an owner'
                : 'Nothing found'}
          </Command.Empty>
          {found.error !== null && (
            <p role="alert" className="px-3 py-2 text-deny-text text-sm">
              The search failed: {found.error.message}
            </p>
          )}
          {found.groups.map(({ heading, items }) => (
            <Group key={heading} heading={heading}>
              {items.map((item) => (
                <Item
                  key={item.id}
                  // The server has already chosen: the text makes every answer match here.
                  value={markOf(item.id, text)}
                  keywords={[text]}
                  icon={ArrowRight}
                  onSelect={() => go(item)}
                >
                  <ItemText item={item} />
                </Item>
              ))}
            </Group>
          ))}
          {purpose === null && (
            <>
              {text === '' && recent.length > 0 && (
                <Group heading="Recent">
                  {recent.map((item) => (
                    <Item
                      key={item.href}
                      value={`recent ${item.href}`}
                      icon={History}
                      onSelect={() => go(item)}
                    >
                      <ItemText item={item} />
                    </Item>
                  ))}
                </Group>
              )}
              <Group heading="Go to">
                {NAVIGATION_ITEMS.map(({ label, href, icon, key }) => (
                  <Item
                    key={href}
                    value={label}
                    icon={icon}
                    onSelect={() => {
                      onClose();
                      router.push(href);
                    }}
                  >
                    {label}
                    <Key keys={`g ${key}`} className="ml-auto max-sm:hidden" />
                  </Item>
                ))}
              </Group>
              <Group heading="Do">
                {actions.map((action) => (
                  <Item
                    key={action.label}
                    value={action.label}
                    icon={action.icon}
                    onSelect={() => act(action)}
                  >
                    <span className={action.refusal === null ? undefined : 'text-muted'}>{action.label}</span>
                    {action.refusal !== null && (
                      <span className="ml-auto truncate text-muted text-sm">{action.refusal}</span>
                    )}
                  </Item>
                ))}
              </Group>
            </>
          )}
        </Command.List>
      </Command>
    </dialog>
  );
}

const markOf = (id: string, text: string): string => `${id} ${text}`;

/**
 * The marked item. Answers come one after the other, each in its place: until the reader moves the mark, it is
 * on the first of them, so that Enter opens what stands on top.
 */
function useMarked(text: string, firstId: string | undefined) {
  const [mark, setMark] = useState({ text, value: '', isMoved: false });
  const isMoved = mark.isMoved && mark.text === text;
  const value = isMoved || firstId === undefined ? mark.value : markOf(firstId, text);
  const list = useRef<HTMLDivElement>(null);
  const follow = (next: string) => setMark((before) => ({ ...before, value: next }));
  // An answer that held the mark may be gone with the next letter: the mark is then on what stands on top now.
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      const items = [...(list.current?.querySelectorAll<HTMLElement>('[cmdk-item]') ?? [])];
      const top = items.find((item) => item.ariaDisabled !== 'true')?.dataset.value;
      if (top !== undefined && items.every((item) => item.ariaSelected !== 'true')) {
        setMark((before) => (before.value === top ? before : { ...before, value: top }));
      }
    });
    return () => cancelAnimationFrame(frame);
  });
  return {
    value,
    list,
    follow,
    take: () => {
      if (!isMoved) setMark({ text, value, isMoved: true });
    },
  };
}

function ItemText({ item: { label, detail } }: { item: CommandItem }) {
  return (
    <>
      <span className="truncate">{label}</span>
      {detail !== undefined && <span className="truncate text-muted text-sm">{detail}</span>}
    </>
  );
}

function Group({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-muted [&_[cmdk-group-heading]]:text-xs"
    >
      {children}
    </Command.Group>
  );
}

type ItemProps = {
  value: string;
  keywords?: string[];
  icon: LucideIcon;
  onSelect: () => void;
  children: ReactNode;
};

function Item({ icon: Icon, children, ...rest }: ItemProps) {
  return (
    <Command.Item
      {...rest}
      className="flex h-9 cursor-pointer items-center gap-2.5 rounded-md px-3 data-[selected=true]:bg-accent-tint pointer-coarse:h-11"
    >
      <Icon aria-hidden="true" className="size-4 shrink-0 text-muted" />
      {children}
    </Command.Item>
  );
}
