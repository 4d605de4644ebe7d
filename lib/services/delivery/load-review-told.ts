import type { Tx } from '@/lib/db/client';
import type { RiskTier } from '@/lib/domain/risk-tier';
import { paths } from '@/lib/paths';
import type { CampaignTerms } from '../review-campaign/terms';
import type { Subject } from './load-told';

/** What of a campaign concerns one reader: their own open items, else all that are open. */
export async function loadReviewTold(
  db: Tx,
  id: string,
  reader: { id: string | null; isInPlace: boolean },
): Promise<Subject | null> {
  const campaign = await db.reviewCampaign.findUnique({ where: { id } });
  if (campaign === null) return null;
  const groups = await db.$queryRaw<{ tier: RiskTier; isOwn: boolean; isOpen: boolean; count: number }[]>`
    SELECT tier::text, state IN ('pending', 'decided') AS "isOpen", count(*)::int AS count,
           coalesce(CASE state WHEN 'pending' THEN reviewer_id ELSE coalesce(decided_by_id, reviewer_id) END
                    = ${reader.id}::text, false) AS "isOwn"
      FROM review_items WHERE campaign_id = ${id} GROUP BY 1, 2, 4`;
  const own = groups.filter(({ isOwn }) => isOwn);
  const isOwn = own.length > 0;
  const open = (isOwn ? own : groups).filter(({ isOpen }) => isOpen);
  const byTier: Partial<Record<RiskTier, number>> = {};
  for (const { tier, count } of open) byTier[tier] = (byTier[tier] ?? 0) + count;
  const left = groups.reduce((n, { isOpen, count }) => n + (isOpen ? count : 0), 0);
  const terms = campaign.terms as unknown as CampaignTerms;
  const isOpen = campaign.state === 'open' && open.length > 0;
  return {
    isOpen,
    // Who stands in for somebody is not asked themselves: what is theirs would be empty.
    path: isOwn && isOpen && !reader.isInPlace ? paths.myReviews({ campaign: id }) : paths.reviewCampaign(id),
    told: {
      about: 'review',
      campaignName: campaign.name,
      endsAt: campaign.endsAt,
      silenceAt: campaign.graceEndsAt,
      onSilence: terms.onSilence,
      open: byTier,
      isOwn,
      items: campaign.items,
      done: campaign.items - left,
    },
    data: {
      campaign: id,
      name: campaign.name,
      state: campaign.state,
      ends_at: campaign.endsAt.toISOString(),
      silence_at: campaign.graceEndsAt.toISOString(),
      items: campaign.items,
      open: left,
    },
  };
}
