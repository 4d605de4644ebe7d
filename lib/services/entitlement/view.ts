import type { EntitlementView } from '@/lib/contract/entitlement';
import type { Tx } from '@/lib/db/client';
import type { EntitlementModel } from '@/lib/db/generated/models';
import { entitlementStateAt } from '@/lib/domain/entitlement';
import { scopeOf } from '../grant/scope';

/** Entitlements as they stand at `now`, in one query more however many they are. */
export async function toEntitlementViews(
  tx: Tx,
  rows: readonly EntitlementModel[],
  now: Date,
): Promise<EntitlementView[]> {
  const liveGrantsOf = await countLiveGrants(tx, rows, now);
  return rows.map((row) => toEntitlementView(row, liveGrantsOf(row.id), now));
}

export async function loadEntitlementView(
  tx: Tx,
  row: EntitlementModel,
  now: Date,
): Promise<EntitlementView> {
  const [view] = await toEntitlementViews(tx, [row], now);
  if (view === undefined) throw new Error('one entitlement has one view');
  return view;
}

function toEntitlementView(row: EntitlementModel, liveGrants: number, now: Date): EntitlementView {
  const state = entitlementStateAt(row, now);
  return {
    id: row.id,
    agent: row.agentId,
    scope: scopeOf(row),
    activation: row.activation,
    maxTtlSeconds: row.maxTtlSeconds,
    startsAt: row.startsAt,
    endsAt: row.endsAt,
    state,
    reason: row.reason,
    // A grant is only as good as the entitlement it was taken from.
    liveGrants: state === 'live' ? liveGrants : 0,
    createdBy: row.createdById,
    createdAt: row.createdAt,
    revokedAt: row.revokedAt,
    revokeReason: row.revokeReason,
    revision: row.revision,
  };
}

async function countLiveGrants(tx: Tx, rows: readonly EntitlementModel[], now: Date) {
  const counts = await tx.$queryRaw<{ id: string; live: number }[]>`
    SELECT g.entitlement_id AS id, count(*)::int AS live
      FROM grants g
      LEFT JOIN grant_uses u ON u.grant_id = g.id
     WHERE g.entitlement_id = ANY (${rows.map((row) => row.id)}) AND g.revoked_at IS NULL
       AND g.ends_at > ${now} AND (g.uses IS NULL OR coalesce(u.spent, 0) < g.uses)
     GROUP BY g.entitlement_id`;
  const byId = new Map(counts.map(({ id, live }) => [id, live]));
  return (id: string): number => byId.get(id) ?? 0;
}
