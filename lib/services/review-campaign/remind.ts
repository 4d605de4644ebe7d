import type { PersonRef } from '@/lib/contract/common';
import type { RemindCampaignInput } from '@/lib/contract/review-campaign';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { inTransaction } from '../transaction';
import { personSelect, toPersonRef } from '../user/person';
import { holdCampaign } from './load';
import { tellOfCampaign } from './outbox';

/** Reminds those who have not decided, or one of them. */
export async function remindCampaign(
  ctx: Ctx,
  { id, reviewer }: RemindCampaignInput,
): Promise<{ reminded: PersonRef[] }> {
  permit(ctx, 'review-campaign.remind');
  return inTransaction(ctx, async (tx, now) => {
    const campaign = await holdCampaign(tx, ctx, id, ['open']);
    const waiting = await tx.reviewItem.groupBy({
      by: ['reviewerId'],
      where: { campaignId: id, state: { in: ['pending', 'decided'] }, reviewerId: reviewer ?? { not: null } },
    });
    const people = await tx.user.findMany({
      where: { id: { in: waiting.flatMap(({ reviewerId }) => reviewerId ?? []) }, disabledAt: null },
      select: personSelect,
      orderBy: { name: 'asc' },
    });
    if (people.length > 0) {
      const to = people.map((person) => person.id);
      await tx.reviewCampaign.update({
        where: { id },
        data: { remindedAt: [...campaign.remindedAt, now], revision: { increment: 1 } },
      });
      await tellOfCampaign(tx, 'review.reminder', id, { to, by: ctx.actor.id });
      await writeAudit(tx, ctx, now, {
        event: 'review-campaign.reminded',
        subject: { kind: 'review-campaign', id },
        details: { to },
      });
    }
    return { reminded: people.map(toPersonRef) };
  });
}
