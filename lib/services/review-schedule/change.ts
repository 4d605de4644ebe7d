import type {
  ChangeReviewScheduleInput,
  ReviewCadence,
  ReviewScheduleView,
} from '@/lib/contract/review-schedule';
import { Prisma } from '@/lib/db/generated/client';
import { writeAudit } from '../audit';
import { changesOf } from '../changes';
import { type Ctx, permit } from '../context';
import { changedMeanwhile, conflict, isUniqueViolation } from '../errors';
import { inTransaction } from '../transaction';
import { checkedSlots, checkReviewer } from './checked';
import { loadSchedule, loadScheduleView } from './view';

/**
 * Changes a schedule. Another rhythm counts from now: what has passed under the old one is not caught up under the
 * new one. Campaigns that run keep the terms under which they were opened.
 */
export async function changeReviewSchedule(
  ctx: Ctx,
  { id, ...fields }: ChangeReviewScheduleInput,
): Promise<ReviewScheduleView> {
  permit(ctx, 'review-schedule.change');
  return inTransaction(ctx, async (tx, now) => {
    await tx.$queryRaw`SELECT id FROM review_schedules WHERE id = ${id} FOR NO KEY UPDATE`;
    const before = await loadSchedule(tx, id);
    if (ctx.ifMatch !== null && ctx.ifMatch !== before.revision)
      throw changedMeanwhile('review schedule', id);
    const changes = changesOf(before, fields);
    if (Object.keys(changes).length === 0) return loadScheduleView(tx, id, now);
    if (fields.reviewer !== undefined) await checkReviewer(tx, 'reviewer', fields.reviewer);
    if (fields.secondReviewer) await checkReviewer(tx, 'secondReviewer', fields.secondReviewer);
    const isOther =
      fields.cadence !== undefined || fields.timeZone !== undefined || fields.startsAt !== undefined;
    const slots = isOther
      ? checkedSlots(
          {
            cadence: fields.cadence ?? (before.cadence as ReviewCadence),
            timeZone: fields.timeZone ?? before.timeZone,
            startsAt: fields.startsAt ?? before.startsAt,
          },
          now,
        )
      : {};
    const { secondReviewer, ...plain } = fields;
    const given = Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined));
    try {
      const { count } = await tx.reviewSchedule.updateMany({
        where: { id, revision: before.revision },
        data: {
          ...given,
          ...slots,
          ...(secondReviewer !== undefined && { secondReviewer: secondReviewer ?? Prisma.DbNull }),
          revision: { increment: 1 },
        },
      });
      if (count !== 1) throw changedMeanwhile('review schedule', id);
    } catch (error) {
      if (isUniqueViolation(error)) throw conflict('name_taken', `there is a schedule of that name already`);
      throw error;
    }
    await writeAudit(tx, ctx, now, {
      event: 'review-schedule.changed',
      subject: { kind: 'review-schedule', id },
      details: { changes },
    });
    return loadScheduleView(tx, id, now);
  });
}
