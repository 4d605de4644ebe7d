'use client';

import { CircleUser, Keyboard, LogOut } from 'lucide-react';
import { useId, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { showToast } from '@/components/ui/toast';
import { signOut } from './sign-out';
import { ThemeSwitch } from './theme-choice';
import { useViewer } from './viewer';
import { ZoneChoiceSwitch } from './zone-choice';

/** Who is signed in, how the console looks and reads time for them, and the way out. */
export function UserMenu({ onShortcutHelp }: { onShortcutHelp: () => void }) {
  const viewer = useViewer();
  const menuId = useId();
  const ref = useRef<HTMLDivElement>(null);
  const [isLeaving, setLeaving] = useState(false);

  const leave = async () => {
    setLeaving(true);
    try {
      await signOut();
    } catch (error) {
      setLeaving(false);
      showToast({ tone: 'failed', title: 'Not signed out', detail: (error as Error).message });
    }
  };

  return (
    <>
      <Button
        variant="ghost"
        size="icon"
        aria-label={`Account: ${viewer.name}`}
        popoverTarget={menuId}
        data-tip={viewer.name}
      >
        <CircleUser aria-hidden="true" />
      </Button>
      <div
        ref={ref}
        id={menuId}
        popover="auto"
        className="fixed inset-auto top-[calc(var(--bar-height)+0.25rem)] right-2 m-0 w-72 max-w-[calc(100vw-1rem)] rounded-lg border border-line bg-raised p-0 text-ink shadow-float"
      >
        <div className="border-line border-b px-4 py-3">
          <p className="truncate font-medium">{viewer.name}</p>
          <p className="truncate text-muted text-sm">{viewer.email}</p>
          <p className="mt-1 text-muted text-sm">{viewer.roles.join(', ') || 'no role'}</p>
        </div>
        <div className="flex flex-col gap-3 border-line border-b px-4 py-3">
          <div className="flex flex-col gap-1">
            <span aria-hidden="true" className="text-muted text-sm">
              Time zone
            </span>
            <ZoneChoiceSwitch />
          </div>
          <div className="flex flex-col gap-1">
            <span aria-hidden="true" className="text-muted text-sm">
              Theme
            </span>
            <ThemeSwitch />
          </div>
        </div>
        <div className="flex flex-col p-2">
          <Button
            variant="ghost"
            className="justify-start"
            onClick={() => {
              ref.current?.hidePopover();
              onShortcutHelp();
            }}
          >
            <Keyboard aria-hidden="true" />
            Keyboard shortcuts
          </Button>
          <Button variant="ghost" className="justify-start" busy={isLeaving} onClick={leave}>
            <LogOut aria-hidden="true" />
            Sign out
          </Button>
        </div>
      </div>
    </>
  );
}
