import type { Tx } from '@/lib/db/client';
import type { GrantModel } from '@/lib/db/generated/models';
import { earliestEnd, secondsAfter } from '@/lib/domain/grant';
import { intersectScopes, type Scope } from '@/lib/domain/scope';
import { canonicalJson } from '@/lib/ledger/canonical';
import { scopeColumns, scopeOf } from '../grant/scope';

/** What became of the live grants of an entitlement that was narrowed. */
export type Cut = { narrowedGrants: string[]; revokedGrants: string[] };

type Ceiling = { id: string; scope: Scope; maxTtlSeconds: number; endsAt: Date };
/** What is left of a grant; null when nothing is. */
type Left = { columns: ReturnType<typeof scopeColumns>; endsAt: Date } | null;

/**
 * Cuts the live grants of an entitlement to what is left of it, and revokes those of which nothing is. Few
 * statements, however many they are: grants of one entitlement mostly share their scope.
 * INVARIANT (attenuation): no live grant covers more, or lives longer, than its entitlement.
 */
export async function cutGrants(tx: Tx, now: Date, entitlement: Ceiling, reason: string): Promise<Cut> {
  const grants = await tx.grant.findMany({
    where: { entitlementId: entitlement.id, revokedAt: null, endsAt: { gt: now } },
    orderBy: { id: 'asc' },
  });
  const over: string[] = [];
  const narrower = new Map<string, { columns: NonNullable<Left>['columns']; ends: Map<string, Date> }>();
  for (const grant of grants) {
    const left = leftOf(grant, entitlement, now);
    if (left === null) over.push(grant.id);
    else if (!isSame(grant, left)) {
      const key = canonicalJson(left.columns);
      const group = narrower.get(key) ?? { columns: left.columns, ends: new Map() };
      narrower.set(key, group);
      group.ends.set(grant.id, left.endsAt);
    }
  }
  const cut: Cut = { narrowedGrants: [], revokedGrants: [] };
  // What was revoked meanwhile is not counted: there is nothing left to cut.
  const update = async (ids: string[], data: Parameters<Tx['grant']['updateManyAndReturn']>[0]['data']) => {
    const rows = await tx.grant.updateManyAndReturn({
      where: { id: { in: ids }, revokedAt: null },
      data: { ...data, revision: { increment: 1 } },
      select: { id: true },
    });
    return rows.map(({ id }) => id);
  };
  if (over.length > 0) cut.revokedGrants = await update(over, { revokedAt: now, revokeReason: reason });
  for (const { columns, ends } of narrower.values()) {
    cut.narrowedGrants.push(...(await update([...ends.keys()], columns)));
    await tx.$executeRaw`
      UPDATE grants g SET ends_at = w.ends_at
        FROM unnest(${[...ends.keys()]}::text[], ${[...ends.values()]}::timestamptz[]) AS w (id, ends_at)
       WHERE g.id = w.id AND g.revoked_at IS NULL AND g.ends_at > w.ends_at`;
  }
  cut.narrowedGrants.sort();
  cut.revokedGrants.sort();
  return cut;
}

/** How many of these live grants of an entitlement would be cut, and how many of them to nothing. */
export function countCut(
  grants: readonly GrantModel[],
  entitlement: Ceiling,
  now: Date,
): { narrowedGrants: number; revokedGrants: number } {
  const left = grants.map((grant) => ({ grant, left: leftOf(grant, entitlement, now) }));
  return {
    revokedGrants: left.filter((one) => one.left === null).length,
    narrowedGrants: left.filter((one) => one.left !== null && !isSame(one.grant, one.left)).length,
  };
}

function leftOf(grant: GrantModel, entitlement: Ceiling, now: Date): Left {
  const scope = intersectScopes(scopeOf(grant), entitlement.scope);
  const endsAt = earliestEnd(
    grant.endsAt,
    entitlement.endsAt,
    secondsAfter(grant.startsAt, entitlement.maxTtlSeconds),
  );
  if (scope === null || endsAt <= now || endsAt <= grant.startsAt) return null;
  return { columns: scopeColumns(scope), endsAt };
}

const isSame = (grant: GrantModel, left: NonNullable<Left>): boolean =>
  left.endsAt >= grant.endsAt && canonicalJson(left.columns) === canonicalJson(scopeColumns(scopeOf(grant)));
