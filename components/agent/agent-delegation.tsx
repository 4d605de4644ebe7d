'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { CountText } from '@/components/ui/count-text';
import { type Column, DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { Link } from '@/components/ui/link';
import { ListFooter } from '@/components/ui/list-footer';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { StateChip } from '@/components/ui/state-chip';
import { TimeText } from '@/components/ui/time-text';
import { ActorName } from '@/components/user/actor-name';
import type { DelegationView } from '@/lib/contract/delegation';
import { paths } from '@/lib/paths';
import { delegationList } from '@/lib/query/delegation';

type Row = DelegationView;

const agentLink = (id: string, name: string) => (
  <Link href={paths.agent(id, 'delegation')} className="text-accent underline">
    {name}
  </Link>
);
const taskLink = (id: string, purpose: string) => (
  <Link href={paths.task(id)} title={purpose} className="text-accent underline max-sm:whitespace-normal">
    {purpose || id}
  </Link>
);

const own: Column<Row> = {
  id: 'task',
  header: 'Child task',
  card: 'title',
  cell: ({ task, purpose }) => taskLink(task, purpose),
};
const rest: readonly Column<Row>[] = [
  {
    id: 'state',
    header: 'State',
    card: 'mark',
    width: 'w-32',
    cell: ({ state }) => <StateChip state={state} />,
  },
  {
    id: 'depth',
    header: 'Depth',
    width: 'w-18',
    align: 'end',
    cell: ({ depth }) => <CountText count={depth} />,
  },
  {
    id: 'at',
    header: 'Delegated',
    zoned: true,
    width: 'w-40',
    cell: ({ delegatedAt }) => <TimeText at={delegatedAt} show="short" focusable={false} />,
  },
  {
    id: 'by',
    header: 'By',
    width: 'w-36',
    from: 'xl',
    card: 'hidden',
    cell: ({ delegatedBy }) => <ActorName id={delegatedBy} />,
  },
];

const TO: readonly Column<Row>[] = [
  own,
  {
    id: 'parent',
    header: 'Delegated by',
    width: 'w-40',
    cell: (row) => agentLink(row.parentAgent, row.parentAgentName),
  },
  {
    id: 'parentTask',
    header: 'From task',
    width: 'w-56',
    from: 'lg',
    cell: (row) => taskLink(row.parentTask, row.parentPurpose),
  },
  ...rest,
];
const BY: readonly Column<Row>[] = [
  own,
  { id: 'agent', header: 'Delegated to', width: 'w-40', cell: (row) => agentLink(row.agent, row.agentName) },
  {
    id: 'parentTask',
    header: 'From task',
    width: 'w-56',
    from: 'lg',
    cell: (row) => taskLink(row.parentTask, row.parentPurpose),
  },
  ...rest,
];

/** Who handed work to an agent, and to whom it handed work on, now and before. */
export function AgentDelegation({ agentId }: { agentId: string }) {
  return (
    <div className="flex flex-col gap-4">
      <Panel title="Delegated to it" flush>
        <Delegations
          filter={{ to: agentId }}
          columns={TO}
          caption="Tasks that others delegated to this agent, newest first"
          empty={
            <EmptyState title="Nobody has delegated to it">
              Each of its tasks was opened for itself. What another agent hands to it can never be more than
              that agent could do.
            </EmptyState>
          }
        />
      </Panel>
      <Panel title="Delegated by it" flush>
        <Delegations
          filter={{ by: agentId }}
          columns={BY}
          caption="Tasks that this agent delegated to others, newest first"
          empty={
            <EmptyState title="It has delegated nothing">
              How deep a chain may become, its tier says. What it hands on ends with its own task.
            </EmptyState>
          }
        />
      </Panel>
    </div>
  );
}

type Props = {
  filter: { by: string } | { to: string };
  columns: readonly Column<Row>[];
  caption: string;
  empty: ReactNode;
};

function Delegations({ filter, columns, caption, empty }: Props) {
  const list = useInfiniteQuery(delegationList(filter));
  const rows = list.data?.pages.flatMap(({ items }) => items);
  if (list.isError && rows === undefined) {
    return (
      <div className="p-4">
        <Problem
          error={list.error}
          title="The delegations could not be loaded"
          onRetry={() => list.refetch()}
        />
      </div>
    );
  }
  return (
    <DataTable
      caption={caption}
      columns={columns}
      rows={rows}
      rowKey={({ task }) => task}
      skeletonRows={3}
      empty={empty}
      footer={<ListFooter list={list} one="delegation" many="delegations" />}
    />
  );
}
