'use client';

import { useRouter } from 'next/navigation';
import { CountText } from '@/components/ui/count-text';
import { Panel } from '@/components/ui/panel';
import { Skeleton } from '@/components/ui/skeleton';
import { StackedBars } from '@/components/ui/stacked-bars';
import type { OverviewView } from '@/lib/contract/overview';
import { paths } from '@/lib/paths';

const HEIGHT = 160;
const SPANS = { '1h': 'hour', '24h': '24 hours', '7d': '7 days' } as const;

/** Outcomes over time. What is brushed is opened in the list of decisions. */
export function OutcomeChart({ view }: { view: OverviewView | undefined }) {
  const router = useRouter();
  return (
    <Panel
      title="Decisions"
      mark={
        view !== undefined && (
          <span className="text-muted text-sm">
            <CountText count={view.decisions} /> in the last {SPANS[view.range]}
          </span>
        )
      }
    >
      {view === undefined ? (
        <Skeleton className="h-52" />
      ) : (
        <StackedBars
          label="Decisions"
          height={HEIGHT}
          buckets={view.buckets.map(({ at, counts }) => ({
            startAt: at,
            endAt: new Date(at.getTime() + view.bucketSeconds * 1000),
            counts,
          }))}
          onRange={({ from, to }) =>
            router.push(paths.decisions({ from: from.toISOString(), to: to.toISOString() }))
          }
        />
      )}
    </Panel>
  );
}
