import type { Tx } from '@/lib/db/client';
import type { EntitlementModel } from '@/lib/db/generated/models';
import type { Ctx } from '../context';
import { changedMeanwhile, notFound } from '../errors';

export async function loadEntitlement(tx: Tx, id: string): Promise<EntitlementModel> {
  const row = await tx.entitlement.findUnique({ where: { id } });
  if (row === null) throw notFound('entitlement', id);
  return row;
}

/** The entitlement as the caller saw it. Throws `changed_meanwhile` when it names another revision. */
export async function loadSeenEntitlement(tx: Tx, ctx: Ctx, id: string): Promise<EntitlementModel> {
  const row = await loadEntitlement(tx, id);
  if (ctx.ifMatch !== null && ctx.ifMatch !== row.revision) throw changedMeanwhile('entitlement', id);
  return row;
}
