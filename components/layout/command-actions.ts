'use client';

import {
  Clock,
  Fingerprint,
  Keyboard,
  LogOut,
  type LucideIcon,
  Palette,
  Plus,
  Power,
  Upload,
  UserRoundPen,
} from 'lucide-react';
import { useRouter } from 'next/navigation';
import { askToStop } from '@/components/stop/stop-wish';
import { usePreference } from '@/components/ui/preference-provider';
import { showToast } from '@/components/ui/toast';
import { permissionRefusal } from '@/components/user/permission';
import type { Permission } from '@/lib/domain/role';
import { paths } from '@/lib/paths';
import { askForNew, type NewThing } from './new-wish';
import { signOut } from './sign-out';
import { useViewer } from './viewer';

export type Action = {
  label: string;
  icon: LucideIcon;
  /** Why it may not be done; it is shown, and said. */
  refusal: string | null;
  /** Stays in the palette: what it needs is still to be chosen. */
  stays?: boolean;
  run: () => void;
};

const NEW: Record<NewThing, string> = {
  agent: 'New agent…',
  system: 'New system…',
  tool: 'New tool…',
  context: 'New context…',
  guardrail: 'New guardrail…',
  issuer: 'New issuer…',
};

type Wishes = {
  onShortcutHelp: () => void;
  /** An agent is to be chosen first. */
  onChooseAgent: (purpose: AgentPurpose) => void;
};
/** For what an agent is chosen: its page has the button. */
export type AgentPurpose = { label: string };

/** What can be done from anywhere. */
export function useActions({ onShortcutHelp, onChooseAgent }: Wishes): readonly Action[] {
  const { preference, prefer } = usePreference();
  const { roles } = useViewer();
  const router = useRouter();
  const may = (permission: Permission) => permissionRefusal(permission, roles);
  const free = { refusal: null };
  return [
    ...(Object.keys(NEW) as NewThing[]).map((thing) => ({
      label: NEW[thing],
      icon: thing === 'issuer' ? Fingerprint : Plus,
      refusal: may(`${thing}.create`),
      run: () => askForNew(thing),
    })),
    {
      label: 'New entitlement',
      icon: Plus,
      refusal: may('entitlement.create'),
      run: () => router.push(paths.newEntitlement()),
    },
    {
      label: 'New grant',
      icon: Plus,
      refusal: may('grant.create'),
      run: () => router.push(paths.newGrant()),
    },
    {
      label: 'Import agents',
      icon: Upload,
      refusal: may('agent.import'),
      run: () => router.push(paths.importAgents()),
    },
    { label: 'Stop an agent…', icon: Power, refusal: may('stop.create'), run: () => askToStop() },
    {
      label: 'Transfer an agent…',
      icon: UserRoundPen,
      refusal: may('agent.transfer-ownership'),
      stays: true,
      run: () => onChooseAgent({ label: 'Transfer which agent?' }),
    },
    {
      label: preference.zone === 'utc' ? 'Show times in local time' : 'Show times in UTC',
      icon: Clock,
      ...free,
      run: () => prefer({ zone: preference.zone === 'utc' ? 'local' : 'utc' }),
    },
    { label: 'Light theme', icon: Palette, ...free, run: () => prefer({ theme: 'light' }) },
    { label: 'Dark theme', icon: Palette, ...free, run: () => prefer({ theme: 'dark' }) },
    { label: 'Theme of the system', icon: Palette, ...free, run: () => prefer({ theme: 'system' }) },
    { label: 'Keyboard shortcuts', icon: Keyboard, ...free, run: onShortcutHelp },
    {
      label: 'Sign out',
      icon: LogOut,
      ...free,
      run: () => {
        signOut().catch((error: Error) =>
          showToast({ tone: 'failed', title: 'Not signed out', detail: error.message }),
        );
      },
    },
  ];
}
