import type { ChangeContextInput, ContextDetail } from '@/lib/contract/shared-context';
import { writeAudit } from '../audit';
import { changesOf } from '../changes';
import { type Ctx, permit } from '../context';
import { changedMeanwhile, notFound } from '../errors';
import { inTransaction } from '../transaction';
import { agentsToOpenTo } from './openness';
import { loadContextDetail } from './read';

/** Renames a context or says whose tasks may use it, from the next decision on. What was read stays where it is. */
export async function changeContext(
  ctx: Ctx,
  { id, name, agents }: ChangeContextInput,
): Promise<ContextDetail> {
  permit(ctx, 'context.change');
  return inTransaction(ctx, async (tx, now) => {
    const before = await tx.context.findUnique({ where: { id } });
    if (before === null) throw notFound('context', id);
    if (ctx.ifMatch !== null && ctx.ifMatch !== before.revision) throw changedMeanwhile('context', id);
    const openTo = agents === undefined ? undefined : await agentsToOpenTo(tx, ctx, agents);
    const after = { ...(name !== undefined && { name }), ...(openTo !== undefined && { openTo }) };
    const changes = changesOf(before, after);
    if (Object.keys(changes).length === 0) return loadContextDetail(tx, id);
    const { count } = await tx.context.updateMany({
      where: { id, revision: before.revision },
      data: { ...after, revision: { increment: 1 } },
    });
    if (count !== 1) throw changedMeanwhile('context', id);
    await writeAudit(tx, ctx, now, {
      event: 'context.changed',
      subject: { kind: 'context', id },
      details: { changes },
    });
    return loadContextDetail(tx, id);
  });
}
