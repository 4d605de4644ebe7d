import type { Tx } from '@/lib/db/client';
import type { ActionClass } from '@/lib/domain/action-class';
import { type ReachedTool, type ReachingEntitlement, reachOf } from '@/lib/domain/reach';
import { higherTier, type RiskTier, SHIPPED_TIERS, type TierRules, tierFloor } from '@/lib/domain/risk-tier';
import type { Sensitivity } from '@/lib/domain/sensitivity';
import { scopeOf } from '../grant/scope';
import { groupBy } from '../group-by';
import { toolsReachedFrom } from '../tool/reached-from';

type EntitlementColumns = {
  systemId: string;
  tools: string[];
  actionClasses: ActionClass[];
  resources: string[];
  maxSensitivity: Sensitivity;
  arguments: unknown;
  startsAt: Date;
  endsAt: Date;
  revokedAt: Date | null;
};

/** The tier that counts: what people set, or the floor of what the entitlements reach if that is higher. */
export async function effectiveTier(
  tx: Tx,
  agent: { riskTier: RiskTier },
  entitlements: readonly EntitlementColumns[],
  now: Date,
): Promise<RiskTier> {
  const reaching: ReachingEntitlement[] = entitlements.map((row) => ({
    scope: scopeOf(row),
    startsAt: row.startsAt,
    endsAt: row.endsAt,
    revokedAt: row.revokedAt,
  }));
  const tools = await toolsReachedFrom(
    tx,
    entitlements.map(({ systemId }) => systemId),
  );
  return tierOfReach(agent, reaching, tools, now);
}

/** The same of what was read already; `tools` are at least those that raise a floor. */
export function tierOfReach(
  agent: { riskTier: RiskTier },
  entitlements: readonly ReachingEntitlement[],
  tools: readonly (ReachedTool & { systemId: string })[],
  now: Date,
): RiskTier {
  const bySystem = groupBy(tools, ({ systemId }) => systemId);
  const reaches = reachOf(entitlements, (systemId) => bySystem.get(systemId) ?? [], now);
  return higherTier(agent.riskTier, tierFloor(reaches));
}

/** What a tier forces: as the admins set it, or as shipped while nobody has. */
export async function loadTierRules(tx: Tx, tier: RiskTier): Promise<TierRules> {
  const row = await tx.tier.findUnique({ where: { id: tier }, select: { rules: true } });
  return row === null ? SHIPPED_TIERS[tier] : (row.rules as TierRules);
}
