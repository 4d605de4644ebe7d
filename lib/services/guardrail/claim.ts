import type { Tx } from '@/lib/db/client';
import type { Ctx } from '../context';
import { changedMeanwhile } from '../errors';
import { type GuardrailRow, loadGuardrail } from './load';

/**
 * Takes a guardrail for this transaction: whoever else is changing it waits, and then finds another
 * revision than it saw. Holds the caller's If-Match against the revision.
 */
export async function claimGuardrail(tx: Tx, ctx: Ctx, name: string): Promise<GuardrailRow> {
  const seen = await loadGuardrail(tx, name);
  if (ctx.ifMatch !== null && ctx.ifMatch !== seen.revision) throw changedMeanwhile('guardrail', name);
  const { count } = await tx.guardrail.updateMany({
    where: { name, revision: seen.revision },
    data: { revision: { increment: 1 } },
  });
  if (count !== 1) throw changedMeanwhile('guardrail', name);
  return seen;
}
