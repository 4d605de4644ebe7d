'use client';

import { ShieldCheck, ShieldX } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { IconSpinner } from '@/components/ui/icon-spinner';
import { Problem } from '@/components/ui/problem';
import { Segmented } from '@/components/ui/segmented';
import { formatExactCount } from '@/components/ui/time-format';
import type { VerificationView } from '@/lib/contract/ledger';
import { useVerifyLedger } from '@/lib/query/checkpoint';

const HOUR_MS = 3_600_000;
const SPANS = [
  { value: '24', label: 'Last 24 h' },
  { value: '168', label: 'Last 7 days' },
  { value: 'all', label: 'Everything' },
] as const;
type Span = (typeof SPANS)[number]['value'];

/** Verifies a part of the ledger now, and tells what came of it. */
export function VerifyDialog({ onClose }: { onClose: () => void }) {
  const [span, setSpan] = useState<Span>('24');
  const verify = useVerifyLedger();
  const from = () => (span === 'all' ? null : new Date(Date.now() - Number(span) * HOUR_MS));
  return (
    <Dialog
      open
      onClose={onClose}
      title="Verify the ledger"
      description="Every record is hashed anew, every chain followed, every signature of a checkpoint checked, and the checkpoints compared with this instance’s copy outside of the database."
      footer={
        <>
          <Button onClick={onClose}>Back</Button>
          <Button variant="primary" busy={verify.isPending} onClick={() => verify.mutate({ from: from() })}>
            Verify now
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <Segmented label="How much" options={SPANS} value={span} onChange={setSpan} />
        <div role="status">
          {verify.isPending && (
            <p className="flex items-center gap-2 text-muted">
              <IconSpinner className="size-4" />
              Reading and hashing; more than some hundred thousand records are refused rather than half read.
            </p>
          )}
          {verify.data !== undefined && !verify.isPending && <Found found={verify.data} />}
        </div>
        <Problem error={verify.isPending ? null : verify.error} title="Not verified" />
      </div>
    </Dialog>
  );
}

function Found({ found }: { found: VerificationView }) {
  const { counts, first } = found;
  const told = [
    `${formatExactCount(counts.decisions)} decisions in ${formatExactCount(counts.chains)} chains`,
    `${formatExactCount(counts.outcomeReports)} outcome reports`,
    `${formatExactCount(counts.auditEvents)} audit events`,
    `${formatExactCount(counts.checkpoints)} checkpoints`,
    ...(found.compared === null
      ? []
      : [`${formatExactCount(found.compared)} of them compared with the copy`]),
  ];
  return (
    <div className="flex gap-3 rounded-lg border border-line px-3 py-2.5">
      {found.ok ? (
        <ShieldCheck aria-hidden="true" className="mt-0.5 size-5 shrink-0 text-allow-text" />
      ) : (
        <ShieldX aria-hidden="true" className="mt-0.5 size-5 shrink-0 text-stop-text" />
      )}
      <div className="min-w-0">
        <p className="font-medium">{found.ok ? 'Everything is as it was written' : 'The ledger is broken'}</p>
        {first !== null && (
          <p className="text-stop-text [overflow-wrap:anywhere]">
            First bad record: {first.table} {first.id}: {first.what}
            {found.problemCount > 1 && ` (and ${formatExactCount(found.problemCount - 1)} more)`}
          </p>
        )}
        <p className="text-muted">
          {told.join(' · ')} in {found.seconds.toFixed(1)} s
        </p>
      </div>
    </div>
  );
}
