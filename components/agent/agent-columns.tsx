import { CountText } from '@/components/ui/count-text';
import type { Column } from '@/components/ui/data-table';
import { TimeText } from '@/components/ui/time-text';
import type { AgentView } from '@/lib/contract/agent';
import { AgentStateChip } from './agent-state-chip';
import { DemoChip } from './demo-chip';
import { OwnerText } from './owner-text';
import { TierMark } from './tier-mark';

export type AgentListRow = AgentView & { isStopped: boolean };

export const AGENT_COLUMNS: readonly Column<AgentListRow>[] = [
  {
    id: 'name',
    header: 'Agent',
    card: 'title',
    sort: 'name',
    cell: (agent) => (
      <span className="inline-flex max-w-full items-center gap-2">
        <span className="truncate">{agent.name}</span>
        <DemoChip source={agent.source} />
      </span>
    ),
  },
  {
    id: 'id',
    header: 'Id',
    width: 'w-48',
    isExtra: true,
    cell: ({ id }) => <code className="font-mono text-muted">{id}</code>,
  },
  {
    id: 'state',
    header: 'State',
    card: 'mark',
    width: 'w-32',
    cell: (agent) => <AgentStateChip state={agent.state} isStopped={agent.isStopped} />,
  },
  {
    id: 'tier',
    header: 'Tier',
    width: 'w-32',
    sort: 'tier',
    cell: (agent) => <TierMark agent={agent} isShort />,
  },
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
    id: 'autonomy',
    header: 'Autonomy',
    width: 'w-28',
    card: 'hidden',
    isExtra: true,
    cell: ({ autonomy }) => <span className="text-muted">{autonomy}</span>,
  },
  {
    id: 'source',
    header: 'Source',
    width: 'w-24',
    card: 'hidden',
    isExtra: true,
    cell: ({ source }) => <span className="text-muted">{source}</span>,
  },
  {
    id: 'grants',
    header: 'Live grants',
    width: 'w-24',
    align: 'end',
    from: 'lg',
    sort: 'liveGrants',
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
    sort: 'lastCall',
    cell: ({ lastCallAt }) =>
      lastCallAt === null ? (
        <span className="text-faint">never</span>
      ) : (
        <TimeText at={lastCallAt} focusable={false} />
      ),
  },
  {
    id: 'created',
    header: 'Registered',
    width: 'w-28',
    align: 'end',
    sort: 'created',
    card: 'hidden',
    isExtra: true,
    cell: ({ createdAt }) => <TimeText at={createdAt} focusable={false} />,
  },
];

/** The orders that a phone offers, which has no headers to press. */
export const AGENT_ORDERS = [
  { value: 'name', label: 'By name' },
  { value: '-tier', label: 'Highest tier first' },
  { value: '-lastCall', label: 'Last called first' },
  { value: 'lastCall', label: 'Longest silent first' },
  { value: '-liveGrants', label: 'Most live grants first' },
  { value: '-created', label: 'Newest first' },
];
