import type { CloseCampaignInput, ReviewCampaignView } from '@/lib/contract/review-campaign';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { UNDECIDED } from '../review-item/undo';
import { inTransaction } from '../transaction';
import { applyItems, forSeconds } from './apply-items';
import { letSilenceSpeak } from './end';
import { holdCampaign, loadCampaign } from './load';
import { tellOfCampaign } from './outbox';
import { readReviewCampaign } from './read';

const MOST_SECONDS = 25;

/**
 * Ends a campaign before its time. What is signed off is applied; what nobody has decided is left as it is, or gets
 * the word of silence. What was staged and not signed off is no decision, unless silence is to speak.
 */
export async function closeCampaign(
  ctx: Ctx,
  { id, reason, pending }: CloseCampaignInput,
): Promise<ReviewCampaignView> {
  permit(ctx, 'review-campaign.close');
  await inTransaction(ctx, async (tx, now) => {
    const campaign = await holdCampaign(tx, ctx, id, ['open']);
    const said = { closedById: ctx.actor.id, closeReason: reason };
    if (pending === 'silence') {
      await letSilenceSpeak(tx, ctx, now, campaign);
      await tx.reviewCampaign.update({ where: { id }, data: said });
      return;
    }
    const left = await tx.reviewItem.updateMany({
      where: { campaignId: id, state: { in: ['pending', 'decided'] } },
      data: { ...UNDECIDED, state: 'moot', revision: { increment: 1 } },
    });
    const waiting = await tx.reviewItem.count({ where: { campaignId: id, state: 'signed_off' } });
    await tx.reviewCampaign.update({
      where: { id },
      data: {
        ...said,
        ...(waiting === 0 ? { state: 'closed', closedAt: now } : { state: 'closing' }),
        revision: { increment: 1 },
      },
    });
    await writeAudit(tx, ctx, now, {
      event: 'review-campaign.closed',
      subject: { kind: 'review-campaign', id },
      details: { reason, early: true, left: left.count, waiting },
    });
    if (waiting === 0) await tellOfCampaign(tx, 'review.closed', id, { early: true, left: left.count });
  });
  const { state } = await loadCampaign(ctx.prisma, id);
  if (state === 'closing') await applyItems(ctx, id, forSeconds(MOST_SECONDS));
  return readReviewCampaign(ctx, { id });
}
