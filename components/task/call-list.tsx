'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { type Column, DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { ListFooter } from '@/components/ui/list-footer';
import { OutcomeChip } from '@/components/ui/outcome-chip';
import { Problem } from '@/components/ui/problem';
import { TimeText } from '@/components/ui/time-text';
import type { DecisionSummary } from '@/lib/contract/decision';
import { paths } from '@/lib/paths';
import { callList } from '@/lib/query/task';

const COLUMNS: readonly Column<DecisionSummary>[] = [
  {
    id: 'at',
    header: 'Decided',
    zoned: true,
    width: 'w-36',
    cell: ({ at }) => <TimeText at={at} show="short" focusable={false} />,
  },
  {
    id: 'outcome',
    header: 'Outcome',
    card: 'mark',
    width: 'w-36',
    cell: ({ outcome }) => <OutcomeChip outcome={outcome} />,
  },
  {
    id: 'tool',
    header: 'Tool',
    cell: ({ tool, actionClass }) => (
      <>
        <code className="font-mono">{tool}</code>
        {actionClass !== null && <span className="text-muted"> · {actionClass}</span>}
      </>
    ),
  },
  {
    id: 'reason',
    header: 'Reason',
    width: 'w-52',
    cell: ({ reason }) => <code className="font-mono text-muted">{reason}</code>,
  },
  {
    id: 'task',
    header: 'For',
    from: 'lg',
    cell: ({ purpose, task }) => <span className="text-muted">{purpose ?? task ?? '–'}</span>,
  },
];

/** The calls of an agent, newest first. */
export function CallList({ agent }: { agent: string }) {
  const list = useInfiniteQuery(callList({ agent }));
  const rows = list.data?.pages.flatMap(({ items }) => items);
  return (
    <>
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
          caption="Decisions about this agent’s calls, newest first"
          columns={COLUMNS}
          rows={rows}
          rowKey={({ id }) => id}
          rowHref={({ id }) => paths.decision(id)}
          empty={
            <EmptyState title="It has not called yet">Each call it asks for appears here at once.</EmptyState>
          }
          footer={<ListFooter list={list} one="decision" many="decisions" />}
        />
      )}
    </>
  );
}
