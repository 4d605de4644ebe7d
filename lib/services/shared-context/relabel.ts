import type { ContextDetail, RelabelInput } from '@/lib/contract/shared-context';
import { type Ctx, permit } from '../context';
import { changedMeanwhile, notFound } from '../errors';
import { labelColumns, labelsOfRow } from '../label/columns';
import { noteRelabel, withNewLabels } from '../label/relabel';
import { inTransaction } from '../transaction';
import { loadContextDetail } from './read';

/** Sets a context's labels in the name of a person. What tasks have already read from it stays with them. */
export async function relabelContext(ctx: Ctx, { id, labels, reason }: RelabelInput): Promise<ContextDetail> {
  permit(ctx, 'context.relabel');
  return inTransaction(ctx, async (tx, now) => {
    await tx.$queryRaw`SELECT id FROM contexts WHERE id = ${id} FOR UPDATE`;
    const row = await tx.context.findUnique({ where: { id } });
    if (row === null) throw notFound('context', id);
    if (ctx.ifMatch !== null && ctx.ifMatch !== row.revision) throw changedMeanwhile('context', id);
    const before = labelsOfRow(row);
    const after = withNewLabels(before, labels);
    await noteRelabel(tx, ctx, now, { kind: 'context', id }, { before, after, reason });
    await tx.context.update({ where: { id }, data: { ...labelColumns(after), revision: { increment: 1 } } });
    return loadContextDetail(tx, id);
  });
}
