import type { Tx } from '@/lib/db/client';
import { Prisma } from '@/lib/db/generated/client';
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

const COLUMNS = Prisma.sql`id, agent_id AS "agentId", state::text AS state, started_at AS "startedAt",
  ends_at AS "endsAt", parent_task_id AS "parentTaskId", opened_by AS "openedBy", revision`;
/** What waited for a lock is told as it is after it. */
const LOCKED = Prisma.sql`AND state IN ('running', 'paused') ORDER BY id FOR NO KEY UPDATE`;

/** Locks the tasks of an agent that have not ended. */
export const lockOpenTasks = (tx: Tx, agentId: string): Promise<TaskRow[]> =>
  tx.$queryRaw<TaskRow[]>`SELECT ${COLUMNS} FROM tasks WHERE agent_id = ${agentId} ${LOCKED}`;

/** Locks the children of these tasks that have not ended. */
export const lockOpenChildren = (tx: Tx, parentIds: readonly string[]): Promise<TaskRow[]> =>
  tx.$queryRaw<
    TaskRow[]
  >`SELECT ${COLUMNS} FROM tasks WHERE parent_task_id = ANY (${[...parentIds]}) ${LOCKED}`;
