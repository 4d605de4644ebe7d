import type { EscalationView, WithdrawEscalationInput } from '@/lib/contract/escalation';
import { ESCALATION_MOVES, escalationStateAt } from '@/lib/domain/escalation';
import { moveRefusal } from '@/lib/domain/refusal';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { conflict, refused } from '../errors';
import { permitTask } from '../task/permit-task';
import { databaseNow, inTransaction } from '../transaction';
import { holdEscalation, loadEscalation } from './load';
import { viewEscalation } from './read';

/** Takes back what was asked: by the one who asked, or an admin. Nobody answers it any more. */
export async function withdrawEscalation(
  ctx: Ctx,
  { id, reason }: WithdrawEscalationInput,
): Promise<EscalationView> {
  permit(ctx, 'escalation.withdraw');
  return inTransaction(ctx, async (tx) => {
    const row = await holdEscalation(tx, id);
    const task = await tx.task.findUniqueOrThrow({
      where: { id: row.taskId },
      select: { id: true, agentId: true, openedBy: true },
    });
    permitTask(ctx, task);
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
    return viewEscalation(tx, ctx, await loadEscalation(tx, id), now);
  });
}
