import type { CreateReviewScheduleInput, ReviewScheduleView } from '@/lib/contract/review-schedule';
import { Prisma } from '@/lib/db/generated/client';
import { freshId } from '@/lib/db/new-id';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { conflict, isUniqueViolation } from '../errors';
import { inTransaction } from '../transaction';
import { checkedSlots, checkReviewer } from './checked';
import { loadScheduleView } from './view';

const GRACE_DAYS = 3;
const REMIND_BEFORE_DAYS = [7, 2];

/** Has something reviewed from now on. Its first slot is the first of its rule that is still to come. */
export async function createReviewSchedule(
  ctx: Ctx,
  input: CreateReviewScheduleInput,
): Promise<ReviewScheduleView> {
  permit(ctx, 'review-schedule.create');
  return inTransaction(ctx, async (tx, now) => {
    const { startsAt, nextSlotAt } = checkedSlots(input, now);
    await checkReviewer(tx, 'reviewer', input.reviewer);
    if (input.secondReviewer) await checkReviewer(tx, 'secondReviewer', input.secondReviewer);
    const id = freshId('rvs', now);
    const data = {
      id,
      name: input.name,
      covers: input.covers,
      cadence: input.cadence,
      timeZone: input.timeZone,
      startsAt,
      reviewer: input.reviewer,
      secondReviewer: input.secondReviewer ?? Prisma.DbNull,
      durationDays: input.durationDays,
      graceDays: input.graceDays ?? GRACE_DAYS,
      remindBeforeDays:
        input.remindBeforeDays ?? REMIND_BEFORE_DAYS.filter((days) => days < input.durationDays),
      onSilence: input.onSilence,
      nextSlotAt,
      createdById: ctx.actor.id,
      createdAt: now,
    };
    try {
      await tx.reviewSchedule.create({ data });
    } catch (error) {
      if (isUniqueViolation(error))
        throw conflict('name_taken', `there is a schedule \`${input.name}\` already`);
      throw error;
    }
    await writeAudit(tx, ctx, now, {
      event: 'review-schedule.created',
      subject: { kind: 'review-schedule', id },
      details: { ...input, startsAt, nextSlotAt },
    });
    return loadScheduleView(tx, id, now);
  });
}
