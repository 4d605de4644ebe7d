import type { ReactNode } from 'react';
import { BrokenChainBanner } from '@/components/audit/broken-chain-banner';
import { InboxBell } from '@/components/inbox/inbox-bell';
import { ConsoleShell } from '@/components/layout/console-shell';
import { StopButton } from '@/components/stop/stop-button';
import { LiveBadge } from '@/components/stream/live-badge';
import { StreamProvider } from '@/components/stream/stream-provider';
import { requireViewer } from '@/lib/auth/viewer';

/** Everything under it is for people who are signed in. */
export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const { id, name, email, roles } = await requireViewer();
  return (
    <StreamProvider viewerId={id}>
      <ConsoleShell
        viewer={{ id, name, email, roles }}
        streamBadge={<LiveBadge />}
        inboxBell={<InboxBell />}
        stopButton={<StopButton />}
      >
        <BrokenChainBanner />
        {children}
      </ConsoleShell>
    </StreamProvider>
  );
}
