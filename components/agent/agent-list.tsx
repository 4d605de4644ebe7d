'use client';

import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useMemo, useState } from 'react';
import { PageHeader } from '@/components/layout/page-header';
import { stopsCovering } from '@/components/stop/covering';
import { Button } from '@/components/ui/button';
import { CountText } from '@/components/ui/count-text';
import { type Column, DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { type Filter, FilterBar, useFilters } from '@/components/ui/filter-bar';
import { ListFooter } from '@/components/ui/list-footer';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import type { SelectOption } from '@/components/ui/select';
import { StaleBadge } from '@/components/ui/stale-badge';
import { TimeText } from '@/components/ui/time-text';
import { usePermissionRefusal } from '@/components/user/permission';
import type { AgentView } from '@/lib/contract/agent';
import { AGENT_STATES } from '@/lib/domain/agent';
import { RISK_TIERS } from '@/lib/domain/risk-tier';
import { ENVIRONMENTS } from '@/lib/domain/system';
import { paths } from '@/lib/paths';
import { agentList } from '@/lib/query/agent';
import { openStops } from '@/lib/query/stop';
import { userChoice } from '@/lib/query/user';
import { AgentStateChip } from './agent-state-chip';
import { DemoChip } from './demo-chip';
import { NewAgentDialog } from './new-agent-dialog';
import { OwnerText } from './owner-text';
import { TierMark } from './tier-mark';

const named = (values: readonly string[]): SelectOption[] =>
  values.map((value) => ({ value, label: `${value[0]?.toUpperCase()}${value.slice(1)}` }));

const filtersWith = (owners: readonly SelectOption[]) =>
  [
    { kind: 'text', key: 'q', label: 'Name, id or purpose' },
    { kind: 'select', key: 'tier', label: 'Tier', anyLabel: 'Any tier', options: named(RISK_TIERS) },
    { kind: 'select', key: 'owner', label: 'Owner', anyLabel: 'Any owner', options: owners },
    { kind: 'select', key: 'state', label: 'State', anyLabel: 'Any state', options: named(AGENT_STATES) },
    {
      kind: 'select',
      key: 'environment',
      label: 'Environment',
      anyLabel: 'Any environment',
      options: named(ENVIRONMENTS),
    },
    {
      kind: 'select',
      key: 'unowned',
      label: 'Answered for',
      anyLabel: 'Owned or not',
      options: [
        { value: 'true', label: 'Nobody answers' },
        { value: 'false', label: 'Somebody answers' },
      ],
    },
    {
      kind: 'select',
      key: 'ownership',
      label: 'Accepted',
      anyLabel: 'Accepted or not',
      options: [
        { value: 'proposed,left', label: 'Waits for acceptance' },
        { value: 'accepted', label: 'Accepted' },
      ],
    },
    {
      kind: 'select',
      key: 'proposedTo',
      label: 'Proposed to',
      anyLabel: 'Proposed to anybody or not',
      options: [{ value: 'me', label: 'Proposed to you' }],
    },
  ] as const satisfies readonly Filter[];

type Row = AgentView & { isStopped: boolean };

const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'name',
    header: 'Agent',
    card: 'title',
    cell: (agent) => (
      <span className="inline-flex max-w-full items-center gap-2">
        <span className="truncate">{agent.name}</span>
        <DemoChip source={agent.source} />
      </span>
    ),
  },
  {
    id: 'state',
    header: 'State',
    card: 'mark',
    width: 'w-32',
    cell: (agent) => <AgentStateChip state={agent.state} isStopped={agent.isStopped} />,
  },
  { id: 'tier', header: 'Tier', width: 'w-32', cell: (agent) => <TierMark agent={agent} isShort /> },
  { id: 'owner', header: 'Owner, backup', width: 'w-56', cell: (agent) => <OwnerText agent={agent} /> },
  {
    id: 'environment',
    header: 'Environment',
    width: 'w-28',
    from: 'xl',
    card: 'hidden',
    cell: ({ environment }) => <span className="text-muted">{environment}</span>,
  },
  {
    id: 'grants',
    header: 'Live grants',
    width: 'w-24',
    align: 'end',
    from: 'lg',
    cell: ({ liveGrants }) => <CountText count={liveGrants} />,
  },
  {
    id: 'tasks',
    header: 'Tasks',
    width: 'w-18',
    align: 'end',
    from: 'md',
    cell: ({ runningTasks }) => <CountText count={runningTasks} />,
  },
  {
    id: 'last',
    header: 'Last call',
    width: 'w-28',
    align: 'end',
    from: 'md',
    cell: ({ lastCallAt }) =>
      lastCallAt === null ? (
        <span className="text-faint">never</span>
      ) : (
        <TimeText at={lastCallAt} focusable={false} />
      ),
  },
];

/** Which agents exist, who answers for them, how risky they are. */
export function AgentList() {
  const people = useQuery(userChoice()).data;
  const filters = useMemo(
    () =>
      filtersWith(
        (people ?? []).map(({ email, name, disabled }) => ({
          value: email,
          label: disabled ? `${name} (has left)` : name,
        })),
      ),
    [people],
  );
  const { values, clear } = useFilters(filters);
  const list = useInfiniteQuery(agentList(values));
  const stops = useQuery(openStops()).data;
  const refusal = usePermissionRefusal('agent.create');
  const [isNewOpen, setNewOpen] = useState(false);
  const rows = list.data?.pages
    .flatMap(({ items }) => items)
    .map((agent) => ({ ...agent, isStopped: stopsCovering(agent, stops ?? []).length > 0 }));

  const newButton = (
    <Button variant="primary" disabledReason={refusal} onClick={() => setNewOpen(true)}>
      <Plus aria-hidden="true" />
      New agent
    </Button>
  );

  return (
    <>
      <PageHeader
        title="Agents"
        mark={list.isError && rows !== undefined && <StaleBadge since={new Date(list.dataUpdatedAt)} />}
        description="Which agents exist, who answers for them, how risky they are."
        actions={newButton}
      />
      <div className="flex flex-col gap-3">
        <FilterBar filters={filters} />
        {list.isError && (
          <Problem error={list.error} title="The agents could not be loaded" onRetry={() => list.refetch()} />
        )}
        {(rows !== undefined || !list.isError) && (
          <Panel title="Agents" flush>
            <DataTable
              caption="Agents, by id"
              columns={COLUMNS}
              rows={rows}
              rowKey={({ id }) => id}
              rowHref={({ id }) => paths.agent(id)}
              empty={
                Object.keys(values).length > 0 ? (
                  <EmptyState
                    title="No agent fits"
                    action={<Button onClick={clear}>Clear the filters</Button>}
                  >
                    The search looks at name, id and purpose. Take a filter away, or search for a part of the
                    name.
                  </EmptyState>
                ) : (
                  <EmptyState title="No agent is registered yet" action={newButton}>
                    Register an agent with its owner, then activate it. Until then every call it makes is
                    denied.
                  </EmptyState>
                )
              }
              footer={<ListFooter list={list} one="agent" many="agents" />}
            />
          </Panel>
        )}
      </div>
      {isNewOpen && <NewAgentDialog onClose={() => setNewOpen(false)} />}
    </>
  );
}
