import type { DenyEscalationInput, EscalationView } from '@/lib/contract/escalation';
import { freshId } from '@/lib/db/new-id';
import { writeAudit } from '../audit';
import type { Ctx } from '../context';
import { conflict } from '../errors';
import { answering } from './answering';
import { readAnswered } from './read';

/**
 * Denies a waiting call: one no is enough. The agent receives the reason, and nobody is asked about the same
 * call of the same task again.
 */
export async function denyEscalation(ctx: Ctx, { id, reason }: DenyEscalationInput): Promise<EscalationView> {
  const rested = await answering(ctx, id, {}, async ({ tx, now, row, userId }) => {
    const { count } = await tx.escalation.updateMany({
      where: { id, state: 'pending', expiresAt: { gt: now } },
      data: {
        state: 'denied',
        answeredById: userId,
        answeredAt: now,
        answerReason: reason,
        claimedById: null,
        claimedAt: null,
        revision: { increment: 1 },
      },
    });
    if (count !== 1) throw conflict('already_answered', 'it was answered meanwhile');
    await tx.escalationVerdictGiven.create({
      data: {
        id: freshId('vrd', now),
        escalationId: id,
        userId,
        givenTo: ctx.actor.keyGivenTo ?? null,
        verdict: 'deny',
        reason,
        at: now,
      },
    });
    await writeAudit(tx, ctx, now, {
      event: 'escalation.denied',
      subject: { kind: 'escalation', id },
      details: {
        agent: row.agentId,
        task: row.taskId,
        tool: row.toolId,
        resource: row.resource,
        digest: row.digest,
        decision: row.decisionId,
        reason,
      },
    });
  });
  return readAnswered(ctx, { id }, rested);
}
