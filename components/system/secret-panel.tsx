'use client';

import { CalendarClock } from 'lucide-react';
import { Chip } from '@/components/ui/chip';
import { useNow } from '@/components/ui/clock';
import { KeyValueList } from '@/components/ui/key-value-list';
import { Panel } from '@/components/ui/panel';
import { TimeText } from '@/components/ui/time-text';
import type { SystemView } from '@/lib/contract/system';
import { RemoveSecretButton } from './remove-secret-button';
import { RotateSecretButton } from './rotate-secret-button';

/** What the gateway shows to the system: everything about it but the secret. */
export function SecretPanel({ system }: { system: SystemView }) {
  const { secret } = system;
  return (
    <Panel
      title="Secret"
      actions={
        <>
          <RotateSecretButton system={system} />
          {secret !== null && <RemoveSecretButton system={system} />}
        </>
      }
    >
      {secret === null ? (
        <p className="text-muted">None. Requests to this system carry nothing that says who asks.</p>
      ) : (
        <KeyValueList
          items={[
            { label: 'Sent as', value: secret.header, mono: true },
            { label: 'Set', value: <TimeText at={secret.rotatedAt} show="both" /> },
            {
              label: 'To be replaced',
              value: <DueText dueAt={secret.dueAt} days={secret.rotateAfterDays} />,
            },
            { label: 'Can do', value: secret.reach.join(', ') || 'nobody has said what' },
          ]}
        />
      )}
    </Panel>
  );
}

/** When it is to be replaced, and that it is too old where it is. */
function DueText({ dueAt, days }: { dueAt: Date | null; days: number | null }) {
  const isTooOld = useNow((now) => dueAt !== null && dueAt <= now);
  if (dueAt === null || days === null) return <>nobody has said when</>;
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2">
      <span>
        after {days} days: <TimeText at={dueAt} show="both" />
      </span>
      {isTooOld && (
        <Chip tone="deny" icon={<CalendarClock aria-hidden="true" />}>
          Too old
        </Chip>
      )}
    </span>
  );
}
