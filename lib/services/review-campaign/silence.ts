import type { Tx } from '@/lib/db/client';
import type { ReviewItemKind, ReviewVerb, ScheduleSilence } from '@/lib/domain/review';
import { silenceOf } from '@/lib/domain/review';
import type { RiskTier, TierRules } from '@/lib/domain/risk-tier';
import { loadTierRules } from '../tier/rules';
import type { CampaignTerms } from './terms';

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
    await loadTierRules(tx),
  );
}

export const withSilence = (
  groups: readonly Omit<SilentGroup, 'verb'>[],
  onSilence: ScheduleSilence,
  rules: Record<RiskTier, TierRules>,
): SilentGroup[] =>
  groups.map((group) => ({ ...group, verb: silenceOf(onSilence, rules[group.tier].onReviewSilence, group) }));

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
