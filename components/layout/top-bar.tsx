'use client';

import { Search } from 'lucide-react';
import type { ReactNode } from 'react';
import { BrandMark } from './brand';
import { Key } from './key';
import { ThemeButton } from './theme-choice';
import { UserMenu } from './user-menu';
import { ZoneChoiceSwitch } from './zone-choice';

type Props = {
  onSearch: () => void;
  /** The palette is about to be wanted. */
  onSearchNear: () => void;
  onShortcutHelp: () => void;
  streamBadge?: ReactNode;
  inboxBell?: ReactNode;
  stopButton?: ReactNode;
};

export function TopBar({
  onSearch,
  onSearchNear,
  onShortcutHelp,
  streamBadge,
  inboxBell,
  stopButton,
}: Props) {
  return (
    <header className="sticky top-0 z-20 flex h-(--bar-height) items-center gap-2 border-line border-b bg-canvas px-3 sm:px-4 print:hidden">
      <BrandMark className="size-6 shrink-0 md:hidden" />
      <button
        type="button"
        aria-keyshortcuts="Control+K Meta+K"
        onClick={onSearch}
        onPointerEnter={onSearchNear}
        onFocus={onSearchNear}
        className="flex h-8 min-w-0 grow items-center gap-2 rounded-md border border-line bg-sunken px-2.5 text-left text-muted hover:border-edge hover:text-ink sm:max-w-80 pointer-coarse:h-10"
      >
        <Search aria-hidden="true" className="size-4 shrink-0" />
        <span className="truncate">Search or go to…</span>
        <span className="ml-auto hidden lg:inline">
          <Key keys="mod+k" />
        </span>
      </button>
      <div className="ml-auto flex shrink-0 items-center gap-2">
        {streamBadge}
        <div className="hidden items-center gap-2 lg:flex">
          <ZoneChoiceSwitch />
          <ThemeButton />
        </div>
        {inboxBell}
        <UserMenu onShortcutHelp={onShortcutHelp} />
        {stopButton}
      </div>
    </header>
  );
}
