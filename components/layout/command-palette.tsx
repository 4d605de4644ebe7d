'use client';

import { Command } from 'cmdk';
import { ArrowRight, Clock, type LucideIcon, Palette, Power, Search } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { type ReactNode, useState } from 'react';
import { askToStop } from '@/components/stop/stop-wish';
import { IconSpinner } from '@/components/ui/icon-spinner';
import { usePreference } from '@/components/ui/preference-provider';
import { showToast } from '@/components/ui/toast';
import { useModal } from '@/components/ui/use-modal';
import { usePermissionRefusal } from '@/components/user/permission';
import { useCommandSearch } from './command-search';
import { COMMAND_SOURCES } from './command-sources';
import { Key } from './key';
import { NAVIGATION_ITEMS } from './navigation';

type Action = { label: string; icon: LucideIcon; run: () => void };

/** Goes anywhere and does the common things, by typing. Loaded when it is first wanted. */
export function CommandPalette({ onClose }: { onClose: () => void }) {
  const router = useRouter();
  const [text, setText] = useState('');
  const found = useCommandSearch(text, COMMAND_SOURCES);
  const marked = useMarked(text, found.groups[0]?.items[0]?.id);
  const actions = useActions();
  const ref = useModal(onClose);

  const go = (href: string) => {
    onClose();
    router.push(href);
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
            placeholder="Search or go to…"
            className="h-12 w-full bg-transparent text-lg outline-none placeholder:text-faint"
          />
          <span className="max-sm:hidden">
            <Key keys="Escape" />
          </span>
        </div>
        <Command.List className="max-h-[min(60dvh,26rem)] overflow-y-auto p-2">
          <Command.Empty className="px-3 py-8 text-center text-muted">
            {found.isBusy ? 'Searching…' : 'Nothing found'}
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
                  onSelect={() => go(item.href)}
                >
                  <span className="truncate">{item.label}</span>
                  {item.detail !== undefined && (
                    <span className="truncate text-muted text-sm">{item.detail}</span>
                  )}
                </Item>
              ))}
            </Group>
          ))}
          <Group heading="Go to">
            {NAVIGATION_ITEMS.map(({ label, href, icon, key }) => (
              <Item key={href} value={label} icon={icon} onSelect={() => go(href)}>
                {label}
                <Key keys={`g ${key}`} className="ml-auto max-sm:hidden" />
              </Item>
            ))}
          </Group>
          <Group heading="Do">
            {actions.map(({ label, icon, run }) => (
              <Item
                key={label}
                value={label}
                icon={icon}
                onSelect={() => {
                  onClose();
                  run();
                }}
              >
                {label}
              </Item>
            ))}
          </Group>
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
  return {
    value,
    follow: (next: string) => setMark((before) => ({ ...before, value: next })),
    take: () => {
      if (!isMoved) setMark({ text, value, isMoved: true });
    },
  };
}

function useActions(): Action[] {
  const { preference, prefer } = usePreference();
  const refusal = usePermissionRefusal('stop.create');
  return [
    {
      label: 'Stop an agent…',
      icon: Power,
      run: () => {
        if (refusal === null) askToStop();
        else showToast({ tone: 'failed', title: 'You may not stop anything', detail: refusal });
      },
    },
    {
      label: preference.zone === 'utc' ? 'Show times in local time' : 'Show times in UTC',
      icon: Clock,
      run: () => prefer({ zone: preference.zone === 'utc' ? 'local' : 'utc' }),
    },
    { label: 'Light theme', icon: Palette, run: () => prefer({ theme: 'light' }) },
    { label: 'Dark theme', icon: Palette, run: () => prefer({ theme: 'dark' }) },
    { label: 'Theme of the system', icon: Palette, run: () => prefer({ theme: 'system' }) },
  ];
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
