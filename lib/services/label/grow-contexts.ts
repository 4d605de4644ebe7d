import type { Tx } from '@/lib/db/client';
import { freshId } from '@/lib/db/new-id';
import { joinLabels, type Labels } from '@/lib/domain/labels';
import { isOpenTo } from '@/lib/domain/shared-context';
import { invalidInput } from '../errors';
import { labelColumns, labelSelect, labelsOfRow } from './columns';

/** Who wrote: the call that was let through, and its task. */
type Writing = { decisionId: string; taskId: string; agentId: string };

/**
 * Joins a task's labels to the contexts that it wrote to, and keeps who put them there. In the order of the
 * ids, so that two who write to the same ones wait and do not block each other.
 * INVARIANT (labels-only-grow)
 */
export async function growContexts(
  tx: Tx,
  now: Date,
  ids: readonly string[],
  labels: Labels,
  { decisionId, taskId, agentId }: Writing,
): Promise<void> {
  const wanted = [...new Set(ids)].sort();
  if (wanted.length === 0) return;
  await tx.$queryRaw`SELECT id FROM contexts WHERE id = ANY (${wanted}) ORDER BY id FOR UPDATE`;
  const rows = await tx.context.findMany({
    where: { id: { in: wanted } },
    orderBy: { id: 'asc' },
    select: { id: true, openTo: true, ...labelSelect },
  });
  const open = rows.filter(({ openTo }) => isOpenTo(openTo, agentId));
  const missing = wanted.find((id) => open.every((row) => row.id !== id));
  if (missing !== undefined) throw invalidInput('writes', `there is no context \`${missing}\``);
  for (const row of rows) {
    const before: Labels = labelsOfRow(row);
    const after = joinLabels(before, labels);
    if (after === before) continue;
    const data = { ...labelColumns(after), revision: { increment: 1 } };
    await tx.context.update({ where: { id: row.id }, data });
    await tx.labelChange.create({
      data: {
        id: freshId('lbl', now),
        at: now,
        targetKind: 'context',
        targetId: row.id,
        cause: 'write',
        taskId,
        agentId,
        decisionId,
        before: labelColumns(before),
        after: labelColumns(after),
      },
    });
  }
}
