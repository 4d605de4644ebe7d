'use client';

import { useQuery } from '@tanstack/react-query';
import { Button } from '@/components/ui/button';
import { CountText } from '@/components/ui/count-text';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { Skeleton } from '@/components/ui/skeleton';
import { StackedBars, type TimeRange } from '@/components/ui/stacked-bars';
import { StaleBadge } from '@/components/ui/stale-badge';
import { type DecisionListFilter, decisionHistogram } from '@/lib/query/decision';

const HEIGHT = 110;
const HOUR_MS = 3_600_000;
const SPANS = [
  { label: '15 min', ms: HOUR_MS / 4 },
  { label: '1 h', ms: HOUR_MS },
  { label: '24 h', ms: 24 * HOUR_MS },
  { label: '7 d', ms: 7 * 24 * HOUR_MS },
] as const;

type Props = {
  filter: DecisionListFilter;
  /** A part of the time was chosen; without `to` it goes on into the present. */
  onRange: (range: { from: Date; to: Date | null }) => void;
};

/** How many there were over time. What is brushed narrows the list. */
export function DecisionHistogram({ filter, onRange }: Props) {
  const { data, error, isError, refetch, dataUpdatedAt } = useQuery(decisionHistogram(filter));
  const isDefault = filter.from === undefined && filter.to === undefined;
  return (
    <Panel
      title="Over time"
      mark={
        <>
          {data !== undefined && (
            <span className="text-muted text-sm">
              <CountText count={data.total} /> {isDefault ? 'in the last 24 h' : 'in this time'}
            </span>
          )}
          {isError && data !== undefined && <StaleBadge since={new Date(dataUpdatedAt)} />}
        </>
      }
      actions={
        <fieldset className="flex items-center gap-1">
          <legend className="sr-only">The last</legend>
          {SPANS.map(({ label, ms }) => (
            <Button
              key={label}
              variant="ghost"
              size="sm"
              onClick={() => onRange({ from: new Date(Date.now() - ms), to: null })}
            >
              {label}
            </Button>
          ))}
        </fieldset>
      }
    >
      {isError && data === undefined && (
        <Problem error={error} title="The counts could not be loaded" onRetry={() => refetch()} />
      )}
      {!isError && data === undefined && <Skeleton className="h-40" />}
      {data !== undefined && (
        <StackedBars
          label="Decisions"
          height={HEIGHT}
          buckets={data.buckets.map(({ at, counts }) => ({
            startAt: at,
            endAt: new Date(at.getTime() + data.bucketSeconds * 1000),
            counts,
          }))}
          onRange={(range: TimeRange) => onRange(range)}
        />
      )}
    </Panel>
  );
}
