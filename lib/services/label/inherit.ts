import type { Tx } from '@/lib/db/client';
import { labelsOfChild } from '@/lib/domain/labels';
import { labelColumns, labelSelect, labelsOfRow } from './columns';

/**
 * Gives a task that was just opened what its parent has come into touch with: labels, drift, and where values
 * have stood. The child's purpose was written by the parent's agent, so what vouches for a value is still
 * what the person asked of the first task.
 * INVARIANT (labels-only-grow): over child tasks.
 */
export async function inheritLabels(tx: Tx, parentId: string, childId: string): Promise<void> {
  await tx.$queryRaw`SELECT task_id FROM task_live WHERE task_id = ${parentId} FOR UPDATE`;
  const parent = await tx.taskLive.findUniqueOrThrow({
    where: { taskId: parentId },
    select: {
      ...labelSelect,
      drift: true,
      salt: true,
      personPurpose: true,
      task: { select: { purpose: true } },
    },
  });
  await tx.taskLive.update({
    where: { taskId: childId },
    data: {
      ...labelColumns(labelsOfChild(labelsOfRow(parent))),
      drift: parent.drift,
      salt: parent.salt,
      personPurpose: parent.personPurpose ?? parent.task.purpose,
    },
  });
  await tx.$executeRaw`
    INSERT INTO task_values (task_id, decision_id, kind, hashes)
    SELECT ${childId}, decision_id, kind, hashes FROM task_values WHERE task_id = ${parentId}`;
}
