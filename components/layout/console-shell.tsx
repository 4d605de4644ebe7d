'use client';

import { useRouter } from 'next/navigation';
import { NuqsAdapter } from 'nuqs/adapters/next/app';
import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from 'react';
import { usePreference } from '@/components/ui/preference-provider';
import { listenForShortcuts, useShortcut } from '@/components/ui/shortcut';
import { TipLayer } from '@/components/ui/tip-layer';
import { Toaster } from '@/components/ui/toaster';
import { BottomBar } from './bottom-bar';
import { NAVIGATION_ITEMS, type NavigationItem } from './navigation';
import { NewDialogs } from './new-dialogs';
import { Sidebar } from './sidebar';
import { TopBar } from './top-bar';
import { type Viewer, ViewerProvider } from './viewer';

const loadPalette = () => import('./command-palette');
const CommandPalette = lazy(async () => ({ default: (await loadPalette()).CommandPalette }));
const ShortcutHelp = lazy(async () => ({ default: (await import('./shortcut-help')).ShortcutHelp }));

type Props = {
  viewer: Viewer;
  streamBadge?: ReactNode;
  inboxBell?: ReactNode;
  stopButton?: ReactNode;
  children: ReactNode;
};

/** The frame around every page of the console: where you are, how to get elsewhere, what is always at hand. */
export function ConsoleShell({ viewer, streamBadge, inboxBell, stopButton, children }: Props) {
  const [open, setOpen] = useState<'palette' | 'help' | null>(null);
  const close = () => setOpen(null);

  useKeyboard();
  useShortcut({ keys: 'mod+k', label: 'Search and commands', group: 'Everywhere' }, () => setOpen('palette'));
  useShortcut({ keys: '?', label: 'This help', group: 'Everywhere' }, () => setOpen('help'));

  return (
    <ViewerProvider viewer={viewer}>
      <NuqsAdapter>
        <nav aria-label="Skip">
          <a
            href="#content"
            className="-translate-y-20 fixed top-2 left-2 z-50 rounded-md bg-ink px-3 py-2 font-medium text-canvas focus:translate-y-0"
          >
            Skip to content
          </a>
        </nav>
        {NAVIGATION_ITEMS.map((item) => (
          <GoKey key={item.href} item={item} />
        ))}
        <div className="flex min-h-dvh">
          <Sidebar />
          <div className="flex min-w-0 grow flex-col">
            <TopBar
              onSearch={() => setOpen('palette')}
              onSearchNear={loadPalette}
              onShortcutHelp={() => setOpen('help')}
              streamBadge={streamBadge}
              inboxBell={inboxBell}
              stopButton={stopButton}
            />
            <main id="content" tabIndex={-1} className="grow px-3 pt-4 pb-20 outline-none sm:px-6 md:pb-8">
              {children}
            </main>
          </div>
        </div>
        <BottomBar />
        <Suspense fallback={null}>
          {open === 'palette' && <CommandPalette onClose={close} onShortcutHelp={() => setOpen('help')} />}
          {open === 'help' && <ShortcutHelp onClose={close} />}
        </Suspense>
        <NewDialogs />
        <Toaster />
        <TipLayer />
      </NuqsAdapter>
    </ViewerProvider>
  );
}

function useKeyboard() {
  const { singleKeys } = usePreference().preference;
  const latest = useRef(singleKeys);
  useEffect(() => {
    latest.current = singleKeys;
  }, [singleKeys]);
  useEffect(() => listenForShortcuts(() => latest.current), []);
}

function GoKey({ item }: { item: NavigationItem }) {
  const router = useRouter();
  useShortcut({ keys: `g ${item.key}`, label: item.label, group: 'Go to' }, () => router.push(item.href));
  return null;
}
