'use client';

import { useQuery } from '@tanstack/react-query';
import { type Column, DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { LinkButton } from '@/components/ui/link-button';
import { OutcomeChip } from '@/components/ui/outcome-chip';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { TimeText } from '@/components/ui/time-text';
import type { DecisionSummary } from '@/lib/contract/decision';
import { paths } from '@/lib/paths';
import { toolCalls } from '@/lib/query/tool';

const COLUMNS: readonly Column<DecisionSummary>[] = [
  {
    id: 'at',
    header: 'Decided',
    zoned: true,
    card: 'title',
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
  { id: 'agent', header: 'Agent', cell: ({ agent }) => <code className="font-mono">{agent}</code> },
  {
    id: 'reason',
    header: 'Reason',
    cell: ({ reason }) => <code className="font-mono text-muted">{reason}</code>,
  },
];

/** What was decided lately about calls of the tool. */
export function ToolCalls({ tool }: { tool: string }) {
  const { data, isError, error, refetch } = useQuery(toolCalls(tool));
  return (
    <Panel
      title="Its calls lately"
      flush
      actions={
        <LinkButton size="sm" href={paths.decisions({ tool })}>
          All
        </LinkButton>
      }
    >
      {isError && data === undefined ? (
        <div className="p-4">
          <Problem error={error} title="The decisions could not be loaded" onRetry={() => refetch()} />
        </div>
      ) : (
        <DataTable
          caption="Decisions about this tool, newest first"
          columns={COLUMNS}
          rows={data}
          rowKey={({ id }) => id}
          rowHref={({ id }) => paths.decision(id)}
          skeletonRows={3}
          empty={<EmptyState title="Nobody has called it yet">Each call appears here.</EmptyState>}
        />
      )}
    </Panel>
  );
}
