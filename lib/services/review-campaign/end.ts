import type { Tx } from '@/lib/db/client';
import type { ReviewCampaignModel } from '@/lib/db/generated/models';
import { writeAudit } from '../audit';
import type { Ctx } from '../context';
import { inTransaction } from '../transaction';
import { silentGroups } from './silence';

/**
 * Lets silence speak in one campaign whose grace has passed: what nobody has decided is decided by the rule, what
 * was staged and never signed off counts as staged. All of it is signed in this transaction and applied after it.
 * Answers the campaign; null when none has come to its end.
 */
export async function endOne(ctx: Ctx): Promise<string | null> {
  return inTransaction(ctx, async (tx, now) => {
    const [held] = await tx.$queryRaw<{ id: string }[]>`
      SELECT id FROM review_campaigns WHERE state = 'open' AND grace_ends_at <= clock_timestamp()
       ORDER BY grace_ends_at, id LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED`;
    if (held === undefined) return null;
    const campaign = await tx.reviewCampaign.findUniqueOrThrow({ where: { id: held.id } });
    await letSilenceSpeak(tx, ctx, now, campaign);
    return campaign.id;
  });
}

/** The same in a transaction that is open, for a campaign that is held. */
export async function letSilenceSpeak(
  tx: Tx,
  ctx: Ctx,
  now: Date,
  campaign: ReviewCampaignModel,
): Promise<void> {
  const groups = await silentGroups(tx, campaign);
  const staged = await tx.reviewItem.updateMany({
    where: { campaignId: campaign.id, state: 'decided' },
    data: { state: 'signed_off', signedOffAt: now, revision: { increment: 1 } },
  });
  const byVerb: Record<string, number> = {};
  for (const { tier, kind, recommendation, verb } of groups) {
    const count = await tx.$executeRaw`
      UPDATE review_items
         SET state = 'signed_off', verb = ${verb}::review_verb, by_silence = true, decided_at = ${now},
             scope = CASE WHEN ${verb} = 'narrow' THEN recommended_scope END, signed_off_at = ${now},
             revision = revision + 1
       WHERE campaign_id = ${campaign.id} AND state = 'pending' AND tier = ${tier}::risk_tier
         AND kind = ${kind}::review_item_kind AND recommendation = ${recommendation}::review_verb`;
    byVerb[verb] = (byVerb[verb] ?? 0) + count;
  }
  await tx.reviewCampaign.update({
    where: { id: campaign.id },
    data: { state: 'closing', revision: { increment: 1 } },
  });
  await writeAudit(tx, ctx, now, {
    event: 'review-campaign.silence_applied',
    subject: { kind: 'review-campaign', id: campaign.id },
    details: { byVerb, stagedBefore: staged.count },
  });
}
