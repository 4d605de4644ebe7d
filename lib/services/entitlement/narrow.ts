import type { EntitlementView, NarrowEntitlementInput } from '@/lib/contract/entitlement';
import type { Tx } from '@/lib/db/client';
import type { EntitlementModel } from '@/lib/db/generated/models';
import { entitlementStateAt, narrowRefusal } from '@/lib/domain/entitlement';
import { refuse } from '@/lib/domain/refusal';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { changedMeanwhile, invalidInput, refused } from '../errors';
import { scopeColumns, scopeOf } from '../grant/scope';
import { inTransaction } from '../transaction';
import { type Cut, cutGrants } from './cut-grants';
import { loadEntitlement, loadSeenEntitlement } from './load';
import { loadEntitlementView } from './view';

/**
 * Makes an entitlement narrower, never wider in any respect, and cuts the live grants taken from it in
 * the same transaction. What was cut away is denied from the next decision on.
 */
export async function narrowEntitlement(
  ctx: Ctx,
  { id, scope, maxTtlSeconds, endsAt, reason }: NarrowEntitlementInput,
): Promise<EntitlementView> {
  permit(ctx, 'entitlement.narrow');
  return inTransaction(ctx, async (tx, now) => {
    const row = await loadSeenEntitlement(tx, ctx, id);
    await narrowIn(tx, ctx, now, row, { scope, maxTtlSeconds, endsAt, reason });
    return loadEntitlementView(tx, await loadEntitlement(tx, id), now);
  });
}

/** The same in a transaction that is open, for an entitlement as it was just read. The permission was asked for. */
export async function narrowIn(
  tx: Tx,
  ctx: Ctx,
  now: Date,
  row: EntitlementModel,
  { scope, maxTtlSeconds, endsAt, reason }: Omit<NarrowEntitlementInput, 'id'>,
): Promise<Cut> {
  const { id } = row;
  const state = entitlementStateAt(row, now);
  if (state !== 'live') throw refused(refuse('wrong_state', `entitlement ${id} is ${state}`));
  const before = { scope: scopeOf(row), maxTtlSeconds: row.maxTtlSeconds, endsAt: row.endsAt };
  const after = {
    scope: scope ?? before.scope,
    maxTtlSeconds: maxTtlSeconds ?? before.maxTtlSeconds,
    endsAt: endsAt ?? before.endsAt,
  };
  if (after.endsAt <= now) throw invalidInput('endsAt', 'must be in the future; revoke it to end it now');
  const refusal = narrowRefusal(before, after);
  if (refusal !== null) throw refused(refusal);
  const { count } = await tx.entitlement.updateMany({
    where: { id, revision: row.revision, revokedAt: null },
    data: {
      ...scopeColumns(after.scope),
      maxTtlSeconds: after.maxTtlSeconds,
      endsAt: after.endsAt,
      revision: { increment: 1 },
    },
  });
  if (count !== 1) throw changedMeanwhile('entitlement', id);
  const cut = await cutGrants(tx, now, { id, ...after }, reason);
  await writeAudit(tx, ctx, now, {
    event: 'entitlement.narrowed',
    subject: { kind: 'entitlement', id },
    details: { before, after, reason, ...cut },
  });
  return cut;
}
