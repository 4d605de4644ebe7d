'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { QueueTabs } from '@/components/escalation/queue-tabs';
import { PageHeader } from '@/components/layout/page-header';
import { AGENT_FILTER } from '@/components/stop/target-filters';
import { CountText } from '@/components/ui/count-text';
import { type Column, DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { type Filter, FilterBar, useFilters } from '@/components/ui/filter-bar';
import { ListFooter } from '@/components/ui/list-footer';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { StaleBadge } from '@/components/ui/stale-badge';
import { StateChip } from '@/components/ui/state-chip';
import { TimeText } from '@/components/ui/time-text';
import type { DeferralView } from '@/lib/contract/deferral';
import { DEFERRAL_STATES } from '@/lib/domain/deferral';
import { paths } from '@/lib/paths';
import { deferralList } from '@/lib/query/deferral';
import { DeferralCause, Remedy } from './deferral-cause';

const FILTERS = [
  {
    kind: 'select',
    key: 'state',
    label: 'State',
    anyLabel: 'Waiting and past',
    options: DEFERRAL_STATES.map((value) => ({
      value,
      label: `${value[0]?.toUpperCase()}${value.slice(1)}`,
    })),
  },
  AGENT_FILTER,
] as const satisfies readonly Filter[];

const COLUMNS: readonly Column<DeferralView>[] = [
  { id: 'agent', header: 'Agent', card: 'title', width: 'w-44', cell: ({ agent }) => agent },
  {
    id: 'state',
    header: 'State',
    card: 'mark',
    width: 'w-32',
    cell: ({ state }) => <StateChip state={state} />,
  },
  {
    id: 'tool',
    header: 'Tool',
    width: 'w-52',
    cell: ({ tool }) => (
      <code className="font-mono" title={tool}>
        {tool}
      </code>
    ),
  },
  { id: 'cause', header: 'Waits for', cell: ({ reasons }) => <DeferralCause reasons={reasons} /> },
  {
    id: 'remedy',
    header: 'What resolves it',
    width: 'w-48',
    cell: (deferral) => <Remedy deferral={deferral} />,
  },
  {
    id: 'calls',
    header: 'Asked',
    width: 'w-16',
    align: 'end',
    from: 'lg',
    cell: ({ calls }) => (
      <>
        <CountText count={calls} />×
      </>
    ),
  },
  {
    id: 'since',
    header: 'Put off',
    width: 'w-28',
    align: 'end',
    from: 'md',
    cell: ({ deferredAt }) => <TimeText at={deferredAt} focusable={false} />,
  },
  {
    id: 'until',
    header: 'May ask until',
    width: 'w-32',
    align: 'end',
    from: 'md',
    cell: ({ resolvedAt, expiresAt }) =>
      resolvedAt === null ? (
        <TimeText at={expiresAt} focusable={false} />
      ) : (
        <span className="text-muted">
          allowed <TimeText at={resolvedAt} focusable={false} />
        </span>
      ),
  },
];

/** Calls that wait until something is known. No person answers them: what they wait for does. */
export function DeferralList() {
  const { values } = useFilters(FILTERS);
  const list = useInfiniteQuery(deferralList(values));
  const rows = list.data?.pages.flatMap(({ items }) => items);
  return (
    <>
      <PageHeader
        title="Calls put off"
        description="Nobody answers these: what they wait for does, as a review of the tool. In time they go through, too late they are denied."
      />
      <div className="flex flex-col gap-4">
        <QueueTabs current="deferrals" />
        <FilterBar filters={FILTERS} />
        {list.isError && (
          <Problem
            error={list.error}
            title="What was put off could not be loaded"
            onRetry={() => list.refetch()}
          />
        )}
        {(rows !== undefined || !list.isError) && (
          <Panel
            title="Put off until more is known"
            mark={list.isError && <StaleBadge since={new Date(list.dataUpdatedAt)} />}
            flush
          >
            <DataTable
              caption="Calls that were put off, newest first"
              columns={COLUMNS}
              rows={rows}
              rowKey={({ id }) => id}
              rowHref={({ decision }) => paths.decision(decision)}
              skeletonRows={4}
              empty={
                <EmptyState title="Nothing was put off">
                  A call of a tool that nobody has reviewed, or that changed since, waits here until somebody
                  looks at the tool.
                </EmptyState>
              }
              footer={<ListFooter list={list} one="call" many="calls" />}
            />
          </Panel>
        )}
      </div>
    </>
  );
}
