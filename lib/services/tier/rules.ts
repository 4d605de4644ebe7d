import type { Tx } from '@/lib/db/client';
import { RISK_TIERS, type RiskTier, SHIPPED_TIERS, type TierRules } from '@/lib/domain/risk-tier';

/** What each tier forces now: as the admins set it, or as shipped while nobody has. */
export async function loadTierRules(tx: Tx): Promise<Record<RiskTier, TierRules>> {
  const rows = await tx.tier.findMany({ select: { id: true, rules: true } });
  const byTier = new Map(rows.map(({ id, rules }) => [id, rules as TierRules]));
  return Object.fromEntries(
    // What somebody saved with an older Cordon says nothing of newer rules: they are as shipped.
    RISK_TIERS.map((tier) => [tier, { ...SHIPPED_TIERS[tier], ...byTier.get(tier) }]),
  ) as Record<RiskTier, TierRules>;
}
