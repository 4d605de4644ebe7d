import type { Tx } from '@/lib/db/client';
import { joinLabels, type Labels } from '@/lib/domain/labels';
import { labelColumns, labelSelect, labelsOfRow } from './columns';

/**
 * Joins labels to a task's, and answers what they are then. The row is held, so that a decision which is being
 * recorded meanwhile is made anew on the labels as they are.
 * INVARIANT (labels-only-grow)
 */
export async function growTask(tx: Tx, taskId: string, gained: Labels): Promise<Labels> {
  await tx.$queryRaw`SELECT task_id FROM task_live WHERE task_id = ${taskId} FOR UPDATE`;
  const row = await tx.taskLive.findUniqueOrThrow({ where: { taskId }, select: labelSelect });
  const before: Labels = labelsOfRow(row);
  const after = joinLabels(before, gained);
  if (after !== before) await tx.taskLive.update({ where: { taskId }, data: labelColumns(after) });
  return after;
}
