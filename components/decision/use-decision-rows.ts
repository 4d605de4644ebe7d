import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { useTail } from '@/components/stream/stream-provider';
import type { DecisionSummary } from '@/lib/contract/decision';
import { type DecisionListFilter, decisionList } from '@/lib/query/decision';
import { fitsFilter } from './decision-filter';
import { merged } from './merged';

/** As long as nobody looks further back, the newest of them are enough, and quick to draw. */
const MOST_LIVE = 200;
/** What could not be told is read, but not more often than this. */
const READ_AGAIN_MS = 1_000;

const firstPageOf = <P, Q>({ pages, pageParams }: { pages: P[]; pageParams: Q[] }) => ({
  pages: pages.slice(0, 1),
  pageParams: pageParams.slice(0, 1),
});

type Held = { rows: readonly DecisionSummary[]; newestAt: Date };

/** The decisions that fit: the past as it was read, the present as it is told. Held still while paused. */
export function useDecisionRows(filter: DecisionListFilter, isPaused: boolean) {
  const queryClient = useQueryClient();
  const list = useInfiniteQuery(decisionList(filter));
  const { decisions, lostAtMs } = useTail();
  const read = useMemo(() => list.data?.pages.flatMap(({ items }) => items), [list.data]);
  const isLong = (list.data?.pages.length ?? 0) > 1;

  const { refetch, dataUpdatedAt } = list;
  const isUnsure = read !== undefined && lostAtMs > dataUpdatedAt;
  const isBehind = isUnsure && !isPaused;
  useEffect(() => {
    if (!isBehind) return;
    const timer = setTimeout(() => {
      // Nobody looks further back now: one page is enough, and the rest would be read again with it.
      queryClient.setQueryData(decisionList(filter).queryKey, (before) => before && firstPageOf(before));
      void refetch({ cancelRefetch: false });
    }, READ_AGAIN_MS);
    return () => clearTimeout(timer);
  }, [isBehind, refetch, queryClient, filter]);

  const current = useMemo(() => {
    if (read === undefined) return undefined;
    const all = merged(
      decisions.filter((decision) => fitsFilter(decision, filter)),
      read,
    );
    return all.slice(0, isLong ? Math.max(MOST_LIVE, read.length) : MOST_LIVE);
  }, [read, decisions, filter, isLong]);

  const [held, setHeld] = useState<Held | null>(null);
  if (isPaused && held === null && current !== undefined) {
    setHeld({ rows: current, newestAt: current[0]?.at ?? new Date(0) });
  }
  if (!isPaused && held !== null) setHeld(null);

  const isNew = (decision: DecisionSummary) => held !== null && decision.at > held.newestAt;
  const rows =
    held === null || read === undefined
      ? current
      : merged(
          held.rows,
          read.filter((one) => !isNew(one)),
        );
  return { list, rows, waiting: current?.filter(isNew).length ?? 0, isUnsure, most: MOST_LIVE };
}
