import type { Tx } from '@/lib/db/client';
import { RISK_TIERS, type RiskTier, SHIPPED_TIERS, type TierRules } from '@/lib/domain/risk-tier';

/** What each tier forces now: as the admins set it, or as shipped while nobody has. */
export async function loadTierRules(tx: Tx): Promise<Record<RiskTier, TierRules>> {
  const rows = await tx.tier.findMany({ select: { id: true, rules: true } });
  const byTier = new Map(rows.map(({ id, rules }) => [id, rules as TierRules]));
  return Object.fromEntries(
    RISK_TIERS.map((tier) => [tier, byTier.get(tier) ?? SHIPPED_TIERS[tier]]),
  ) as Record<RiskTier, TierRules>;
}
