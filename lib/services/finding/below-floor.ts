import type { Tx } from '@/lib/db/client';
import { reachOf } from '@/lib/domain/reach';
import { higherTier, type RiskTier, tierFloor } from '@/lib/domain/risk-tier';
import { scopeOf } from '../grant/scope';
import { groupBy } from '../group-by';
import { raisingToolsReachedFrom } from '../tool/reached-from';
import type { FindingRow } from './found';

/** Since when agents are set lower than they reach: since the first of the entitlements that still reach so far. */
export async function sinceBelowFloor(
  db: Tx,
  now: Date,
  rows: readonly FindingRow[],
): Promise<(row: FindingRow) => Date> {
  const ids = rows.filter(({ kind }) => kind === 'tier_below_floor').map(({ subjectId }) => subjectId);
  if (ids.length === 0) return ({ since }) => since;
  const agents = await db.agent.findMany({
    where: { id: { in: ids } },
    select: {
      id: true,
      riskTier: true,
      entitlements: { where: { revokedAt: null, endsAt: { gt: now } }, orderBy: { startsAt: 'asc' } },
    },
  });
  const tools = await raisingToolsReachedFrom(db, [
    ...new Set(agents.flatMap(({ entitlements }) => entitlements.map(({ systemId }) => systemId))),
  ]);
  const bySystem = groupBy(tools, ({ systemId }) => systemId);
  const isAbove = (floor: RiskTier, tier: RiskTier) => floor !== tier && higherTier(floor, tier) === floor;
  const since = new Map<string, Date>();
  for (const { id, riskTier, entitlements } of agents) {
    const first = entitlements.find((one) => {
      const reach = reachOf([{ ...one, scope: scopeOf(one) }], (system) => bySystem.get(system) ?? [], now);
      return isAbove(tierFloor(reach), riskTier);
    });
    if (first !== undefined) since.set(id, first.startsAt);
  }
  return (row) => since.get(row.subjectId) ?? row.since;
}
