'use client';

import { useId } from 'react';
import { Dialog } from '@/components/ui/dialog';
import { usePreference } from '@/components/ui/preference-provider';
import { type Shortcut, useShortcuts } from '@/components/ui/shortcut';
import { Key } from './key';

/** The shortcuts that work on this page, and the switch for the single keys. */
export function ShortcutHelp({ onClose }: { onClose: () => void }) {
  const { preference, prefer } = usePreference();
  const switchId = useId();
  const groups = grouped(useShortcuts());

  return (
    <Dialog open onClose={onClose} title="Keyboard shortcuts" size="md">
      <div className="grid gap-x-8 gap-y-5 sm:grid-cols-2">
        {groups.map(([group, shortcuts]) => (
          <section key={group}>
            <h3 className="mb-1 font-medium text-muted text-sm">{group}</h3>
            <ul>
              {shortcuts.map(({ keys, label }) => (
                <li key={keys} className="flex h-8 items-center justify-between gap-3">
                  {label}
                  <Key keys={keys} />
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
      <label htmlFor={switchId} className="mt-5 flex items-start gap-2.5 border-line border-t pt-4">
        <input
          id={switchId}
          type="checkbox"
          checked={preference.singleKeys}
          onChange={(event) => prefer({ singleKeys: event.target.checked })}
          className="mt-0.5 size-4 accent-accent pointer-coarse:size-6"
        />
        <span>
          Single keys
          <span className="block text-muted text-sm">
            Switch off when you dictate or press keys by accident. Shortcuts with Ctrl or ⌘ stay.
          </span>
        </span>
      </label>
    </Dialog>
  );
}

function grouped(shortcuts: readonly Shortcut[]): [string, Shortcut[]][] {
  const groups = new Map<string, Map<string, Shortcut>>();
  for (const shortcut of shortcuts) {
    const group = groups.get(shortcut.group) ?? new Map<string, Shortcut>();
    groups.set(shortcut.group, group.set(shortcut.keys, shortcut));
  }
  return [...groups].map(([name, group]) => [name, [...group.values()]]);
}
