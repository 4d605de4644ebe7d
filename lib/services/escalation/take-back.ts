import type { WithdrawEscalationInput } from '@/lib/contract/escalation';
import { ESCALATION_MOVES, escalationStateAt } from '@/lib/domain/escalation';
import { moveRefusal } from '@/lib/domain/refusal';
import { speaksFor } from '../access-request/load';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { conflict, refused } from '../errors';
import { permitTask } from '../task/permit-task';
import { databaseNow, inTransaction } from '../transaction';
import { holdEscalation, type LoadedEscalation } from './load';

/** Takes back what was asked: by the one who asked, or an admin. Nobody answers it any more. */
export async function takeBackEscalation(ctx: Ctx, { id, reason }: WithdrawEscalationInput): Promise<void> {
  permit(ctx, 'escalation.withdraw');
  await inTransaction(ctx, async (tx) => {
    const row = await holdEscalation(tx, id);
    const task = await tx.task.findUniqueOrThrow({
      where: { id: row.taskId },
      select: { id: true, agentId: true, openedBy: true },
    });
    if (!hasAsked(ctx, row)) permitTask(ctx, task);
    const now = await databaseNow(tx);
    const refusal = moveRefusal(ESCALATION_MOVES, 'withdraw', escalationStateAt(row, now), 'the escalation');
    if (refusal !== null) throw refused(refusal);
    const why = reason ?? 'taken back by who asked';
    const { count } = await tx.escalation.updateMany({
      where: { id, state: 'pending', expiresAt: { gt: now } },
      data: {
        state: 'withdrawn',
        answeredById: ctx.actor.id,
        answeredAt: now,
        answerReason: why,
        revision: { increment: 1 },
      },
    });
    if (count !== 1) throw conflict('already_answered', 'it was answered meanwhile');
    await writeAudit(tx, ctx, now, {
      event: 'escalation.withdrawn',
      subject: { kind: 'escalation', id },
      details: { agent: row.agentId, task: row.taskId, tool: row.toolId, reason: why },
    });
  });
}

/**
 * Whether it is the caller’s own question. A key that is bound to systems alone speaks for no agent, and yet for
 * what it has asked itself, as long as it may still ask for it.
 */
function hasAsked(ctx: Ctx, row: LoadedEscalation): boolean {
  const { id = null } = (row.askedBy ?? {}) as { id?: string | null };
  return id === ctx.actor.id && speaksFor(ctx, row);
}
