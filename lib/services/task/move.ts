import type { Tx } from '@/lib/db/client';
import { TASK_MOVES, taskMoveRefusal } from '@/lib/domain/task';
import { conflict, refused } from '../errors';
import type { TaskRow } from './load';

/** Pauses or resumes: only a task that is still in the state which the move leaves. */
export async function moveTask(tx: Tx, now: Date, task: TaskRow, move: 'pause' | 'resume'): Promise<void> {
  const refusal = taskMoveRefusal(move, task, now);
  if (refusal !== null) throw refused(refusal);
  const { count } = await tx.task.updateMany({
    where: { id: task.id, state: { in: [...TASK_MOVES[move].from] }, endsAt: { gt: now } },
    data: { state: TASK_MOVES[move].to, revision: { increment: 1 } },
  });
  if (count !== 1) throw conflict('moved_meanwhile', `task \`${task.id}\` was moved meanwhile`);
}
