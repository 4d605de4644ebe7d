import type { ReviewCadence, ReviewScheduleView } from '@/lib/contract/review-schedule';
import { moveRefusal } from '@/lib/domain/refusal';
import { REVIEW_SCHEDULE_MOVES } from '@/lib/domain/review';
import { nextSlot } from '@/lib/domain/review-slot';
import { writeAudit } from '../audit';
import type { Ctx } from '../context';
import { changedMeanwhile, conflict, refused } from '../errors';
import { ruleOf } from '../review-campaign/claim-slots';
import { inTransaction } from '../transaction';
import { loadSchedule, loadScheduleView } from './view';

/** Pauses or resumes a schedule. What passed in between is not caught up: somebody wanted it not to fire. */
export async function moveSchedule(
  ctx: Ctx,
  id: string,
  move: keyof typeof REVIEW_SCHEDULE_MOVES,
): Promise<ReviewScheduleView> {
  return inTransaction(ctx, async (tx, now) => {
    await tx.$queryRaw`SELECT id FROM review_schedules WHERE id = ${id} FOR NO KEY UPDATE`;
    const before = await loadSchedule(tx, id);
    if (ctx.ifMatch !== null && ctx.ifMatch !== before.revision)
      throw changedMeanwhile('review schedule', id);
    const refusal = moveRefusal(REVIEW_SCHEDULE_MOVES, move, before.state, 'the schedule');
    if (refusal !== null) throw refused(refusal);
    const rule = ruleOf({ ...before, cadence: before.cadence as ReviewCadence });
    const { from, to } = REVIEW_SCHEDULE_MOVES[move];
    const { count } = await tx.reviewSchedule.updateMany({
      where: { id, state: { in: [...from] } },
      data: {
        state: to,
        ...(move === 'resume' && { nextSlotAt: rule === null ? null : nextSlot(rule, now) }),
        revision: { increment: 1 },
      },
    });
    if (count !== 1) throw conflict('moved_meanwhile', 'the schedule was moved meanwhile');
    await writeAudit(tx, ctx, now, {
      event: move === 'pause' ? 'review-schedule.paused' : 'review-schedule.resumed',
      subject: { kind: 'review-schedule', id },
      details: { from: before.state, to },
    });
    return loadScheduleView(tx, id, now);
  });
}
