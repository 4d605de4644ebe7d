import type { EscalationView, ReviewGlassInput } from '@/lib/contract/escalation';
import { interestRefusal } from '@/lib/domain/approver';
import { refuse } from '@/lib/domain/refusal';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { conflict, forbidden, refused, ServiceError } from '../errors';
import { databaseNow, inTransaction } from '../transaction';
import { loadApproversOf } from './approvers';
import { holdEscalation } from './load';
import { readEscalation } from './read';

/** Confirms that somebody else, without an interest of their own, has looked at what one admin let through alone. */
export async function reviewGlass(ctx: Ctx, { id, note }: ReviewGlassInput): Promise<EscalationView> {
  permit(ctx, 'escalation.decide');
  const { userId, keyGivenTo = null } = ctx.actor;
  await inTransaction(ctx, async (tx) => {
    const row = await holdEscalation(tx, id);
    if (userId === null) throw forbidden('people review: this key was made for nobody');
    const now = await databaseNow(tx);
    if (!row.brokenGlass) throw refused(refuse('not_broken', 'it was not approved by one admin alone'));
    const approvers = (await loadApproversOf(tx, [row]))(id);
    const interest = interestRefusal(approvers, { userId, givenTo: keyGivenTo });
    if (interest !== null) {
      throw new ServiceError('forbidden', interest.message, { reason: interest.code });
    }
    const { personOf } = approvers;
    const who = [userId, keyGivenTo].flatMap((one) => (one === null ? [] : [personOf(one)]));
    if (row.answeredById !== null && who.includes(personOf(row.answeredById))) {
      throw refused(refuse('needs_second_person', 'you have approved it yourself: somebody else reviews it'));
    }
    const { count } = await tx.escalation.updateMany({
      where: { id, brokenGlass: true, glassReviewedAt: null },
      data: {
        glassReviewedById: userId,
        glassReviewedAt: now,
        glassReview: note,
        revision: { increment: 1 },
      },
    });
    if (count !== 1) throw conflict('already_reviewed', 'it was reviewed already');
    await writeAudit(tx, ctx, now, {
      event: 'escalation.glass_reviewed',
      subject: { kind: 'escalation', id },
      details: { agent: row.agentId, approvedBy: row.answeredById, note },
    });
  });
  return readEscalation(ctx, { id });
}
