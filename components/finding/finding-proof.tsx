'use client';

import { useQuery } from '@tanstack/react-query';
import { CircleCheck, OctagonAlert } from 'lucide-react';
import { cx } from '@/components/ui/class-name';
import { CountText } from '@/components/ui/count-text';
import { Link } from '@/components/ui/link';
import { useZone } from '@/components/ui/preference-provider';
import { Problem } from '@/components/ui/problem';
import { Skeleton } from '@/components/ui/skeleton';
import { formatClock, formatExactCount, zoneName } from '@/components/ui/time-format';
import type { FindingSummary } from '@/lib/contract/finding';
import { paths } from '@/lib/paths';
import { findingSummary } from '@/lib/query/finding';
import { KIND_WORDS } from './kind-words';

/** How many there are of each kind, and that no access outlives its task: what was looked at, and when. */
export function FindingProof({ kind }: { kind: string | undefined }) {
  const { data, error, refetch } = useQuery(findingSummary());
  if (data === undefined) {
    return error === null ? (
      <Skeleton className="h-16 w-full" />
    ) : (
      <Problem error={error} title="The findings could not be counted" onRetry={() => refetch()} />
    );
  }
  const kinds = data.kinds.filter(({ count }) => count > 0);
  return (
    <section aria-label="Totals" className="flex flex-col gap-2">
      <AfterTask summary={data} />
      {kinds.length > 0 && (
        <ul className="flex flex-wrap gap-1.5">
          {kinds.map((one) => (
            <li key={one.kind}>
              <Link
                href={paths.findings(one.kind === kind ? {} : { kind: one.kind })}
                aria-current={one.kind === kind ? 'true' : undefined}
                className={cx(
                  'inline-flex min-h-7 items-center gap-1.5 rounded-md border border-line px-2 text-sm pointer-coarse:min-h-11 hover:bg-hover',
                  one.kind === kind && 'bg-accent-tint font-medium',
                )}
              >
                {KIND_WORDS[one.kind]}
                <CountText count={one.count} className="font-medium tabular-nums" />
              </Link>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function AfterTask({ summary: { at, afterTask } }: { summary: FindingSummary }) {
  const zone = useZone();
  const { grants, tokens, alive } = afterTask;
  const Icon = alive === 0 ? CircleCheck : OctagonAlert;
  return (
    <p
      className={cx(
        'flex items-start gap-2 rounded-lg px-3 py-2',
        alive === 0 ? 'bg-allow-tint text-allow-text' : 'bg-stop-tint text-stop-text',
      )}
    >
      <Icon aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
      <span>
        Checked {formatExactCount(grants)} {grants === 1 ? 'grant' : 'grants'} and {formatExactCount(tokens)}{' '}
        {tokens === 1 ? 'token' : 'tokens'} at {formatClock(at, zone)} {zoneName(at, zone)}:{' '}
        <span className="font-medium">
          {alive === 0
            ? 'none lives after its task.'
            : `${formatExactCount(alive)} ${alive === 1 ? 'lives' : 'live'} after the task.`}
        </span>
      </span>
    </p>
  );
}
