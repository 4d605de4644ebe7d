import { DemoChip } from '@/components/agent/demo-chip';
import type { Column } from '@/components/ui/data-table';
import { OutcomeChip } from '@/components/ui/outcome-chip';
import { TimeText } from '@/components/ui/time-text';
import type { DecisionSummary } from '@/lib/contract/decision';
import { FilterCell } from './filter-cell';
import { reasonTitle } from './reason-title';

export const DECISION_COLUMNS: readonly Column<DecisionSummary>[] = [
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
    cell: ({ outcome }) => (
      <FilterCell by="outcome" value={outcome}>
        <OutcomeChip outcome={outcome} />
      </FilterCell>
    ),
  },
  {
    id: 'agent',
    header: 'Agent',
    width: 'w-44',
    cell: ({ agent }) => (
      <FilterCell by="agent" value={agent}>
        <code className="font-mono">{agent}</code>
      </FilterCell>
    ),
  },
  {
    id: 'tool',
    header: 'Tool',
    cell: ({ tool, actionClass }) => (
      <FilterCell by="tool" value={tool} title={tool}>
        <code className="font-mono">{tool}</code>
        {actionClass !== null && <span className="text-muted"> · {actionClass}</span>}
      </FilterCell>
    ),
  },
  {
    id: 'reason',
    header: 'Reason',
    width: 'w-52',
    from: 'md',
    cell: ({ reason }) => (
      <FilterCell by="reason" value={reason} title={reasonTitle(reason)}>
        <code className="font-mono text-muted">{reason}</code>
      </FilterCell>
    ),
  },
  {
    id: 'task',
    header: 'For',
    from: 'lg',
    cell: ({ purpose, task, demo }) => (
      <FilterCell by="task" value={task} title={purpose ?? undefined} className="text-muted">
        {demo && (
          <span className="mr-1.5 inline-block align-middle">
            <DemoChip source="demo" />
          </span>
        )}
        {purpose ?? task ?? 'no task'}
      </FilterCell>
    ),
  },
];
