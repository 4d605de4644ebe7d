'use client';

import { useSyncExternalStore } from 'react';
import { cx } from '@/components/ui/class-name';

const NAMES: Record<string, string> = { mod: 'Ctrl', shift: 'Shift', Enter: '↵', Escape: 'Esc' };

const nothing = () => () => {};
const isApple = () => /mac|iphone|ipad/i.test(navigator.platform);

/** The keys of a shortcut as they are printed on the keyboard. */
export function Key({ keys, className }: { keys: string; className?: string }) {
  const apple = useSyncExternalStore(nothing, isApple, () => false);
  return (
    <kbd className={cx('inline-flex gap-1 font-sans text-xs', className)}>
      {keys.split(/[+ ]/).map((key) => (
        <kbd
          key={key}
          className="inline-flex h-5 min-w-5 items-center justify-center rounded-sm border border-line bg-raised px-1 font-sans text-muted"
        >
          {key === 'mod' && apple ? '⌘' : (NAMES[key] ?? (keys.includes('+') ? key.toUpperCase() : key))}
        </kbd>
      ))}
    </kbd>
  );
}
