import type { Tx } from '@/lib/db/client';
import type { TaskState } from '@/lib/domain/task';
import type { Ctx } from '../context';
import { changedMeanwhile, notFound } from '../errors';
import { permitTask } from './permit-task';

const taskSelect = {
  id: true,
  agentId: true,
  state: true,
  startedAt: true,
  endsAt: true,
  parentTaskId: true,
  openedBy: true,
  revision: true,
} as const;

/** What a verb must know of a task to move it. */
export type TaskRow = {
  id: string;
  agentId: string;
  state: TaskState;
  startedAt: Date;
  endsAt: Date;
  parentTaskId: string | null;
  openedBy: string;
  revision: number;
};

/**
 * Locks a task until the transaction ends: other moves and new grants wait. The recording of decisions
 * does not, because only the task's key is shared with it. Throws `not_found`, `forbidden`, and
 * `changed_meanwhile` when the caller saw another revision.
 */
export async function lockTask(tx: Tx, ctx: Ctx, id: string): Promise<TaskRow> {
  await tx.$queryRaw`SELECT id FROM tasks WHERE id = ${id} FOR NO KEY UPDATE`;
  const task = await tx.task.findUnique({ where: { id }, select: taskSelect });
  if (task === null) throw notFound('task', id);
  permitTask(ctx, task);
  if (ctx.ifMatch !== null && ctx.ifMatch !== task.revision) throw changedMeanwhile('task', id);
  return task;
}

/** Locks the children of these tasks that have not ended. */
export async function lockOpenChildren(tx: Tx, parentIds: readonly string[]): Promise<TaskRow[]> {
  const locked = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM tasks WHERE parent_task_id = ANY (${[...parentIds]}) AND state IN ('running', 'paused')
     ORDER BY id FOR NO KEY UPDATE`;
  if (locked.length === 0) return [];
  return tx.task.findMany({
    where: { id: { in: locked.map(({ id }) => id) } },
    select: taskSelect,
    orderBy: { id: 'asc' },
  });
}
