'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { AgentStateChip } from '@/components/agent/agent-state-chip';
import { type Column, DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { ListFooter } from '@/components/ui/list-footer';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { TimeText } from '@/components/ui/time-text';
import type { ToolCaller } from '@/lib/contract/tool';
import { paths } from '@/lib/paths';
import { toolCallers } from '@/lib/query/tool';

const COLUMNS: readonly Column<ToolCaller>[] = [
  {
    id: 'agent',
    header: 'Agent',
    card: 'title',
    cell: ({ agent, name }) => (
      <span title={agent}>
        {name} <code className="font-mono font-normal text-muted text-xs">{agent}</code>
      </span>
    ),
  },
  {
    id: 'state',
    header: 'State',
    card: 'mark',
    width: 'w-32',
    cell: ({ agentState }) => <AgentStateChip state={agentState} isStopped={false} />,
  },
  {
    id: 'how',
    header: 'Granted',
    width: 'w-36',
    cell: ({ activation }) => (activation === 'automatic' ? 'with each task' : 'after approval'),
  },
  {
    id: 'until',
    header: 'Until',
    zoned: true,
    width: 'w-40',
    cell: ({ endsAt }) => <TimeText at={endsAt} show="short" focusable={false} />,
  },
];

/** Whose entitlements cover the tool now. */
export function ToolCallers({ tool }: { tool: string }) {
  const list = useInfiniteQuery(toolCallers(tool));
  const rows = list.data?.pages.flatMap(({ items }) => items);
  return (
    <Panel title="Who can call it" flush>
      {list.isError && rows === undefined ? (
        <div className="p-4">
          <Problem error={list.error} title="Not loaded" onRetry={() => list.refetch()} />
        </div>
      ) : (
        <DataTable
          caption="Agents whose entitlements cover this tool, newest first"
          columns={COLUMNS}
          rows={rows}
          rowKey={({ entitlement }) => entitlement}
          rowHref={({ agent }) => paths.agent(agent, 'access')}
          skeletonRows={3}
          empty={
            <EmptyState title="Nobody can call it">
              No live entitlement covers it. An agent gets one on its page, under access.
            </EmptyState>
          }
          footer={<ListFooter list={list} one="entitlement" many="entitlements" />}
        />
      )}
    </Panel>
  );
}
