'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { Skeleton } from '@/components/ui/skeleton';
import { formatExactCount } from '@/components/ui/time-format';
import { TimeText } from '@/components/ui/time-text';
import { usePermissionRefusal } from '@/components/user/permission';
import type { CheckpointStatus } from '@/lib/contract/ledger';
import { ledgerStatusNear } from '@/lib/query/checkpoint';
import { VerifyDialog } from './verify-dialog';

/** How far the ledger is sealed, and when it was last found sound. */
export function ChainStatus() {
  const { data, error, refetch } = useQuery(ledgerStatusNear());
  const refusal = usePermissionRefusal('audit.verify');
  const [isOpen, setOpen] = useState(false);
  return (
    <Panel
      title="Chain"
      actions={
        <Button size="sm" disabledReason={refusal} onClick={() => setOpen(true)}>
          Verify now…
        </Button>
      }
    >
      {data === undefined && error !== null ? (
        <Problem error={error} title="The status could not be loaded" onRetry={() => refetch()} />
      ) : data === undefined ? (
        <Skeleton className="h-5 w-2/3" />
      ) : (
        <Told status={data} />
      )}
      {isOpen && <VerifyDialog onClose={() => setOpen(false)} />}
    </Panel>
  );
}

function Told({ status: { last, unsealed, lastCheck } }: { status: CheckpointStatus }) {
  return (
    <div className="flex flex-wrap gap-x-8 gap-y-1">
      {last === null ? (
        <p>No checkpoint was written yet: the scheduler of one instance must be on.</p>
      ) : (
        <p>
          Sealed by checkpoint <strong className="font-medium">#{formatExactCount(last.seq)}</strong>,{' '}
          <TimeText at={last.at} />
        </p>
      )}
      <p className="text-muted">
        Not sealed yet: {formatExactCount(unsealed.decisions)} decisions,{' '}
        {formatExactCount(unsealed.auditEvents)} events
      </p>
      {lastCheck === null ? (
        <p className="text-muted">Not verified yet</p>
      ) : (
        <p>
          {lastCheck.ok ? 'Found sound' : <strong className="text-stop-text">Found broken</strong>}{' '}
          <TimeText at={lastCheck.at} />{' '}
          <span className="text-muted">
            by {lastCheck.by}, {formatExactCount(lastCheck.records)} records
          </span>
        </p>
      )}
    </div>
  );
}
