import type { Tx } from '@/lib/db/client';
import type { ReviewItemKind, ReviewVerb, ScheduleSilence } from '@/lib/domain/review';
import { silenceOf } from '@/lib/domain/review';
import {
  RISK_TIERS,
  type RiskTier,
  SHIPPED_TIERS,
  type Silence,
  type TierRules,
} from '@/lib/domain/risk-tier';
import type { CampaignTerms } from './terms';

/** What each tier says of silence now. */
export async function loadSilences(tx: Tx): Promise<Record<RiskTier, Silence>> {
  const rows = await tx.tier.findMany({ select: { id: true, rules: true } });
  return Object.fromEntries(
    RISK_TIERS.map((tier) => {
      const rules = rows.find(({ id }) => id === tier)?.rules as TierRules | undefined;
      return [tier, (rules ?? SHIPPED_TIERS[tier]).onReviewSilence];
    }),
  ) as Record<RiskTier, Silence>;
}

/** Pending items that are alike as far as silence goes, with what it says of them. */
export type SilentGroup = {
  tier: RiskTier;
  kind: ReviewItemKind;
  recommendation: ReviewVerb;
  count: number;
  verb: ReviewVerb;
};

export async function silentGroups(tx: Tx, campaign: { id: string; terms: unknown }): Promise<SilentGroup[]> {
  const { onSilence } = campaign.terms as CampaignTerms;
  const groups = await tx.reviewItem.groupBy({
    by: ['tier', 'kind', 'recommendation'],
    where: { campaignId: campaign.id, state: 'pending' },
    _count: true,
  });
  return withSilence(
    groups.map(({ _count, ...group }) => ({ ...group, count: _count })),
    onSilence,
    await loadSilences(tx),
  );
}

export const withSilence = (
  groups: readonly Omit<SilentGroup, 'verb'>[],
  onSilence: ScheduleSilence,
  ofTier: Record<RiskTier, Silence>,
): SilentGroup[] =>
  groups.map((group) => ({ ...group, verb: silenceOf(onSilence, ofTier[group.tier], group) }));

/** How many would be kept, narrowed and revoked. */
export function tallySilence(groups: readonly SilentGroup[]): {
  keep: number;
  narrow: number;
  revoke: number;
} {
  const tally = { keep: 0, narrow: 0, revoke: 0 };
  for (const { verb, count } of groups) {
    if (verb === 'narrow' || verb === 'revoke') tally[verb] += count;
    else tally.keep += count;
  }
  return tally;
}
