import type { ReassignCampaignInput } from '@/lib/contract/review-campaign';
import { canReview, isOwn } from '@/lib/domain/reviewer';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { invalidInput } from '../errors';
import { loadAround } from '../review-item/view';
import { inTransaction } from '../transaction';
import { loadPersonByEmail } from '../user/person';
import { holdCampaign } from './load';
import { tellOfCampaign } from './outbox';
import { loadReviewPeople } from './people';

/** Asks somebody else for what one was asked and nobody has decided. Nobody is asked about their own access. */
export async function reassignCampaign(
  ctx: Ctx,
  { id, from, to, items, reason }: ReassignCampaignInput,
): Promise<{ reassigned: number; refused: number }> {
  permit(ctx, 'review-campaign.reassign');
  return inTransaction(ctx, async (tx, now) => {
    await holdCampaign(tx, ctx, id, ['open']);
    const before = from === null ? null : (await loadPersonByEmail(tx, 'from', from)).id;
    const person = await loadPersonByEmail(tx, 'to', to);
    const people = await loadReviewPeople(tx);
    const found = people.get(person.id);
    if (found === undefined || !canReview(found)) {
      throw invalidInput(
        'to',
        'reviewing needs an enabled account with the role reviewer, approver or admin',
      );
    }
    const rows = await tx.reviewItem.findMany({
      where: {
        campaignId: id,
        state: 'pending',
        reviewerId: before,
        ...(items !== undefined && { id: { in: items } }),
      },
      select: { id: true, agentId: true, tier: true },
    });
    const { agentOf, demands } = await loadAround(tx, ctx, rows);
    const may = rows.filter(
      ({ agentId, tier }) =>
        !(
          demands[tier].reviewOwn === 'forbidden' && isOwn(person.id, agentOf(agentId)?.ownIds ?? [], people)
        ),
    );
    const { count } = await tx.reviewItem.updateMany({
      where: { id: { in: may.map((row) => row.id) }, state: 'pending' },
      data: { reviewerId: person.id, isFallback: false, revision: { increment: 1 } },
    });
    if (count > 0) {
      await tellOfCampaign(tx, 'review.reassigned', id, { to: [person.id], items: count, by: ctx.actor.id });
    }
    await writeAudit(tx, ctx, now, {
      event: 'review-campaign.reassigned',
      subject: { kind: 'review-campaign', id },
      details: { from: before, to: person.id, items: count, refused: rows.length - may.length, reason },
    });
    return { reassigned: count, refused: rows.length - may.length };
  });
}
