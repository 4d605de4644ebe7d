'use client';

import { Pause, Play } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { CountText } from '@/components/ui/count-text';
import { DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { useShortcut } from '@/components/ui/shortcut';
import { StaleBadge } from '@/components/ui/stale-badge';
import { TimeText } from '@/components/ui/time-text';
import { paths } from '@/lib/paths';
import type { DecisionListFilter } from '@/lib/query/decision';
import { DECISION_COLUMNS } from './decision-columns';
import { useDecisionRows } from './use-decision-rows';
import { useScrolledPast } from './use-scrolled-past';

const SCREENFUL = 25;
const MOST_TRIES = 20;

type Props = { filter: DecisionListFilter; onClear: () => void };

/** The tail: new decisions come in at the top until somebody pauses or scrolls away from there. */
export function DecisionTailTable({ filter, onClear }: Props) {
  const topRef = useRef<HTMLDivElement>(null);
  const isAway = useScrolledPast(topRef);
  const [isChosen, setChosen] = useState(false);
  const isPast = filter.to !== undefined && new Date(filter.to).getTime() <= Date.now();
  const isPaused = isChosen || isAway;
  const { list, rows, waiting, isUnsure, most } = useDecisionRows(filter, isPaused && !isPast);

  const resume = () => {
    setChosen(false);
    topRef.current?.scrollIntoView({ block: 'center' });
  };
  const toggle = () => (isPaused ? resume() : setChosen(true));
  useShortcut({ keys: 'p', label: 'Pause or resume', group: 'Decisions' }, toggle);

  // The server stops a search that takes long; a screen that is half empty is worth a few more tries.
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  const isShort =
    rows !== undefined && rows.length < SCREENFUL && (list.data?.pages.length ?? 0) < MOST_TRIES;
  const goesOn = isShort && hasNextPage && !isFetchingNextPage && !list.isFetchNextPageError;
  useEffect(() => {
    if (goesOn) void fetchNextPage();
  }, [goesOn, fetchNextPage]);

  const searchedTo = list.data?.pages.at(-1)?.searchedTo ?? null;
  const older = hasNextPage && (
    <Button size="sm" busy={isFetchingNextPage} onClick={() => fetchNextPage()}>
      {rows?.length === 0 ? 'Search further back' : 'Older'}
    </Button>
  );

  return (
    <Panel
      title="Decisions"
      flush
      mark={list.isError && rows !== undefined && <StaleBadge since={new Date(list.dataUpdatedAt)} />}
      actions={
        !isPast && (
          <Button size="sm" aria-pressed={isPaused} aria-keyshortcuts="p" onClick={toggle}>
            {isPaused ? <Play aria-hidden="true" /> : <Pause aria-hidden="true" />}
            {isPaused ? 'Resume' : 'Pause'}
          </Button>
        )
      }
    >
      <div ref={topRef} />
      {list.isError && (
        <div className="p-4">
          <Problem
            error={list.error}
            title="The decisions could not be loaded"
            onRetry={() => list.refetch()}
          />
        </div>
      )}
      {(rows !== undefined || !list.isError) && (
        <DataTable
          caption="Decisions, newest first"
          columns={DECISION_COLUMNS}
          rows={rows}
          rowKey={({ id }) => id}
          rowHref={({ id }) => paths.decision(id)}
          empty={
            Object.keys(filter).length > 0 ? (
              <EmptyState
                title={
                  !hasNextPage
                    ? 'No decision fits'
                    : isFetchingNextPage
                      ? 'Nothing yet: the search goes on'
                      : 'No decision fits so far'
                }
                action={
                  <span className="inline-flex flex-wrap justify-center gap-2">
                    {older}
                    <Button onClick={onClear}>Clear the filters</Button>
                  </span>
                }
              >
                {searchedTo === null || !hasNextPage ? (
                  'The search looked at everything that was recorded.'
                ) : (
                  <>
                    Nothing since <TimeText at={searchedTo} show="exact" />. What is older was not searched
                    yet.
                  </>
                )}
              </EmptyState>
            ) : (
              <EmptyState title="Nothing was decided yet">
                Each call that an agent asks for appears here as it is decided.
              </EmptyState>
            )
          }
          footer={
            <>
              <span>
                <CountText count={rows?.length ?? 0} /> shown
                {rows?.length === most && ', the newest'}
              </span>
              {older}
              {list.isFetchNextPageError && <Problem error={list.error} title="No more could be loaded" />}
            </>
          }
        />
      )}
      {isPaused && !isPast && (
        <div className="sticky bottom-18 z-10 flex justify-center px-4 pb-3 md:bottom-3">
          <p className="flex items-center gap-3 rounded-lg border border-edge bg-raised py-1 pr-1 pl-3 shadow-float">
            <span>
              <span role="status">Paused</span> · <CountText count={waiting} />
              {isUnsure || waiting >= most ? ' or more' : ''} new
            </span>
            <Button variant="primary" size="sm" onClick={resume}>
              Resume
            </Button>
          </p>
        </div>
      )}
    </Panel>
  );
}
