import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { Button } from '@/components/ui/button';
import { CountText } from '@/components/ui/count-text';
import { EmptyState } from '@/components/ui/empty-state';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { Stat } from '@/components/ui/stat';
import type { BlastRadiusView } from '@/lib/contract/blast-radius';
import { PathList } from './path-list';

type List = UseInfiniteQueryResult<InfiniteData<BlastRadiusView>>;

/** Every way, as a list with its pages. */
export function BlastWays({ list, isBackwards }: { list: List; isBackwards: boolean }) {
  const pages = list.data?.pages ?? [];
  const items = pages.flatMap(({ paths }) => paths.items);
  const total = pages[0]?.paths.total ?? 0;
  return (
    <Panel title={isBackwards ? 'Who, and by which way' : 'What, and by which way'} flush>
      {items.length === 0 ? (
        <EmptyState title="Nothing fits">Allow more steps, other kinds, or all systems.</EmptyState>
      ) : (
        <>
          <PathList items={items} isBackwards={isBackwards} />
          <div className="flex min-h-11 flex-wrap items-center gap-3 border-line border-t px-4 py-1.5 text-muted text-sm">
            <span role="status">
              <CountText count={items.length} /> of <CountText count={total} /> {total === 1 ? 'way' : 'ways'}
            </span>
            {list.hasNextPage && (
              <Button size="sm" busy={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
                Show more
              </Button>
            )}
            {list.isFetchNextPageError && <Problem error={list.error} title="No more could be loaded" />}
          </div>
        </>
      )}
    </Panel>
  );
}

/** The number, what it covers, and how much of that is used. */
export function BlastStats({ view: { counts, usage, number, direction } }: { view: BlastRadiusView }) {
  const isBackwards = direction === 'backwards';
  const known = usage.used + usage.unused;
  return (
    <div className="grid grid-cols-2 gap-3 lg:grid-cols-5">
      <Stat label="Blast radius number" value={<CountText count={number.total} />} />
      {isBackwards ? (
        <Stat label="Agents that can reach it" value={<CountText count={counts.agent} />} />
      ) : (
        <>
          <Stat label="Tools" value={<CountText count={counts.tool} />} />
          <Stat label="Systems" value={<CountText count={counts.system} />} />
          <Stat label="Kinds of data" value={<CountText count={counts.data} />} />
        </>
      )}
      <Stat
        label={isBackwards ? 'Of those shown, used it in 90 days' : 'Entitled tools used in 90 days'}
        value={known === 0 ? '–' : `${usage.used} of ${known}`}
        {...(!usage.isComplete && {
          detail: `Only the newest ${usage.mostCalls.toLocaleString('en')} calls were looked at.`,
        })}
      />
    </div>
  );
}
