import { DemoChip } from '@/components/agent/demo-chip';
import { CountText } from '@/components/ui/count-text';
import type { Column } from '@/components/ui/data-table';
import { StateChip } from '@/components/ui/state-chip';
import type { TaskView } from '@/lib/contract/task';
import { TaskLifetime } from './task-lifetime';
import { EndTaskButton } from './task-move-button';

const purpose: Column<TaskView> = {
  id: 'purpose',
  header: 'Task',
  card: 'title',
  cell: (task) => (
    <span className="inline-flex max-w-full items-center gap-2" title={task.purpose}>
      <span className="truncate max-sm:whitespace-normal">{task.purpose}</span>
      <DemoChip source={task.source} />
    </span>
  ),
};
const state: Column<TaskView> = {
  id: 'state',
  header: 'State',
  card: 'mark',
  width: 'w-32',
  cell: (task) => <StateChip state={task.state} />,
};
const agent: Column<TaskView> = {
  id: 'agent',
  header: 'Agent',
  width: 'w-36',
  cell: (task) => <span title={task.agent}>{task.agentName}</span>,
};
const lifetime: Column<TaskView> = {
  id: 'lifetime',
  header: 'Lifetime',
  zoned: true,
  width: 'w-76',
  from: 'md',
  cell: (task) => <TaskLifetime task={task} />,
};
const calls: Column<TaskView> = {
  id: 'calls',
  header: 'Calls',
  width: 'w-16',
  align: 'end',
  from: 'lg',
  cell: (task) => <CountText count={task.calls} />,
};
const grants: Column<TaskView> = {
  id: 'grants',
  header: 'Live grants',
  width: 'w-24',
  align: 'end',
  from: 'lg',
  cell: (task) => <CountText count={task.liveGrants} />,
};
const end: Column<TaskView> = {
  id: 'end',
  header: 'Action',
  width: 'w-28',
  align: 'end',
  cell: (task) => (
    // Above the row's own link.
    <span className="relative z-1">
      <EndTaskButton task={task} />
    </span>
  ),
};

export const TASK_COLUMNS: readonly Column<TaskView>[] = [
  purpose,
  state,
  agent,
  lifetime,
  calls,
  grants,
  end,
];

/** What has ended cannot be ended. */
export const ENDED_TASK_COLUMNS: readonly Column<TaskView>[] = TASK_COLUMNS.filter(
  (column) => column !== end,
);

/** On the page of an agent its name says nothing. */
export const AGENT_TASK_COLUMNS: readonly Column<TaskView>[] = TASK_COLUMNS.filter(
  (column) => column !== agent,
);
