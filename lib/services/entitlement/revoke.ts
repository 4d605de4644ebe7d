import type { EntitlementView, RevokeEntitlementInput } from '@/lib/contract/entitlement';
import { type Ctx, permit } from '../context';
import { inTransaction } from '../transaction';
import { loadEntitlement, loadSeenEntitlement } from './load';
import { revokeOne } from './revoke-one';
import { loadEntitlementView } from './view';

/** Revokes an entitlement with every live grant taken from it: both, or neither. */
export async function revokeEntitlement(
  ctx: Ctx,
  { id, reason }: RevokeEntitlementInput,
): Promise<EntitlementView> {
  permit(ctx, 'entitlement.revoke');
  return inTransaction(ctx, async (tx, now) => {
    await loadSeenEntitlement(tx, ctx, id);
    await revokeOne(tx, ctx, now, id, reason);
    return loadEntitlementView(tx, await loadEntitlement(tx, id), now);
  });
}
