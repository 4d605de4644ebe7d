import type { Tx } from '@/lib/db/client';
import { OPEN_TASK_STATES, TASK_MOVES, taskMoveRefusal, taskStateAt } from '@/lib/domain/task';
import { writeAudit } from '../audit';
import type { Ctx } from '../context';
import { conflict, refused } from '../errors';
import { lockOpenChildren, type TaskRow } from './load';

export type EndMove = 'complete' | 'fail' | 'cancel' | 'expire';

/** What ended together with a task. */
export type Ended = { tasks: string[]; grants: string[]; escalations: string[] };

const EVENTS = {
  complete: 'task.completed',
  fail: 'task.failed',
  cancel: 'task.cancelled',
  expire: 'task.expired',
} as const;

/**
 * Ends a task with all that lives through it, in the caller's transaction: its live grants are revoked,
 * its pending escalations withdrawn, its child tasks cancelled likewise. The caller holds the task's lock.
 * INVARIANT (task-bound): a grant that is being made waits for the lock, and then meets an ended task.
 */
export async function endTask(
  tx: Tx,
  ctx: Ctx,
  now: Date,
  task: TaskRow,
  move: EndMove,
  reason: string | null,
): Promise<Ended> {
  const refusal = taskMoveRefusal(move, task, now);
  if (refusal !== null) throw refused(refusal);

  const ended = await endOne(tx, ctx, now, task, move, reason);
  const children = await lockOpenChildren(tx, [task.id]);
  for (const child of children) {
    const childMove = taskStateAt(child, now) === 'expired' ? 'expire' : 'cancel';
    const below = await endTask(tx, ctx, now, child, childMove, `its parent ${task.id} has ended`);
    ended.tasks.push(...below.tasks);
    ended.grants.push(...below.grants);
    ended.escalations.push(...below.escalations);
  }
  return ended;
}

/** Grants before the task, and the task before its escalations: the order in which others lock them. */
async function endOne(
  tx: Tx,
  ctx: Ctx,
  now: Date,
  task: TaskRow,
  move: EndMove,
  reason: string | null,
): Promise<Ended> {
  const { to } = TASK_MOVES[move];
  const why = reason ?? `its task has been ${to}`;
  const grants = await tx.grant.updateManyAndReturn({
    where: { taskId: task.id, revokedAt: null, endsAt: { gt: now } },
    data: { revokedAt: now, revokeReason: why, revision: { increment: 1 } },
    select: { id: true },
  });
  const { count } = await tx.task.updateMany({
    where: { id: task.id, state: { in: [...OPEN_TASK_STATES] } },
    data: {
      state: to,
      endedAt: move === 'expire' ? task.endsAt : now,
      endReason: reason,
      revision: { increment: 1 },
    },
  });
  if (count !== 1) throw conflict('already_ended', `task \`${task.id}\` has ended meanwhile`);
  const escalations = await tx.escalation.updateManyAndReturn({
    where: { taskId: task.id, state: 'pending', expiresAt: { gt: now } },
    data: { state: 'withdrawn', answeredAt: now, answerReason: why, revision: { increment: 1 } },
    select: { id: true },
  });
  const ended: Ended = {
    tasks: [task.id],
    grants: grants.map(({ id }) => id),
    escalations: escalations.map(({ id }) => id),
  };
  await writeAudit(tx, ctx, now, {
    event: EVENTS[move],
    subject: { kind: 'task', id: task.id },
    details: {
      agent: task.agentId,
      from: task.state,
      to,
      reason,
      parentTask: task.parentTaskId,
      revokedGrants: ended.grants,
      withdrawnEscalations: ended.escalations,
    },
  });
  return ended;
}
