import type { Tx } from '@/lib/db/client';
import { earliestEnd, secondsAfter } from '@/lib/domain/grant';
import { intersectScopes, type Scope } from '@/lib/domain/scope';
import { canonicalJson } from '@/lib/ledger/canonical';
import { scopeColumns, scopeOf } from '../grant/scope';

/** What became of the live grants of an entitlement that was narrowed. */
export type Cut = { narrowedGrants: string[]; revokedGrants: string[] };

/**
 * Cuts the live grants of an entitlement to what is left of it, and revokes those of which nothing is.
 * INVARIANT (attenuation): no live grant covers more, or lives longer, than its entitlement.
 */
export async function cutGrants(
  tx: Tx,
  now: Date,
  entitlement: { id: string; scope: Scope; maxTtlSeconds: number; endsAt: Date },
  reason: string,
): Promise<Cut> {
  const cut: Cut = { narrowedGrants: [], revokedGrants: [] };
  const grants = await tx.grant.findMany({
    where: { entitlementId: entitlement.id, revokedAt: null, endsAt: { gt: now } },
    orderBy: { id: 'asc' },
  });
  for (const grant of grants) {
    const present = scopeColumns(scopeOf(grant));
    const left = intersectScopes(scopeOf(grant), entitlement.scope);
    const endsAt = earliestEnd(
      grant.endsAt,
      entitlement.endsAt,
      secondsAfter(grant.startsAt, entitlement.maxTtlSeconds),
    );
    const isOver = left === null || endsAt <= now || endsAt <= grant.startsAt;
    const columns = left === null ? present : scopeColumns(left);
    const isSame = endsAt >= grant.endsAt && canonicalJson(columns) === canonicalJson(present);
    if (!isOver && isSame) continue;
    const { count } = await tx.grant.updateMany({
      where: { id: grant.id, revokedAt: null },
      data: {
        ...(isOver ? { revokedAt: now, revokeReason: reason } : { ...columns, endsAt }),
        revision: { increment: 1 },
      },
    });
    // Revoked meanwhile: there is nothing left to cut.
    if (count === 1) cut[isOver ? 'revokedGrants' : 'narrowedGrants'].push(grant.id);
  }
  return cut;
}
