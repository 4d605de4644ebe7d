import type { ReviewCadence, ReviewCovers } from '@/lib/contract/review-schedule';
import type { ReviewScheduleModel } from '@/lib/db/generated/models';
import { DAILY, dueSlots, type SlotRule } from '@/lib/domain/review-slot';
import type { Ctx } from '../context';
import { inTransaction } from '../transaction';
import { hasCandidates, readyToLook } from './candidates';
import { type Opening, openCampaigns } from './open';

/** So many missed slots are written down; before them, that there were more is not of interest. */
const MOST_MISSED = 200;

/** The rule that a cadence by the calendar follows; null: events. */
export function ruleOf({
  cadence,
  timeZone,
  startsAt,
}: {
  cadence: ReviewCadence;
  timeZone: string;
  startsAt: Date;
}): SlotRule | null {
  if ('events' in cadence) return null;
  return { rrule: 'rrule' in cadence ? cadence.rrule : DAILY, timeZone, startsAt };
}

/**
 * Claims the slots that have come, of at most so many schedules, each with the campaign that it becomes, in one
 * transaction: all of it stands, or none. The database's clock says what has come. Of several slots that have
 * passed the last one is caught up; the others are written down as missed. Answers for how many schedules.
 * INVARIANT (once-per-slot): a row of a schedule is in one hand at a time, and its slot can be written once.
 */
export async function claimSlots(ctx: Ctx, most: number): Promise<number> {
  return inTransaction(ctx, async (tx, now) => {
    const due = await tx.$queryRaw<{ id: string }[]>`
      SELECT id FROM review_schedules
       WHERE state = 'active' AND next_slot_at <= clock_timestamp()
       ORDER BY next_slot_at, id LIMIT ${most} FOR NO KEY UPDATE SKIP LOCKED`;
    if (due.length === 0) return 0;
    const schedules = await tx.reviewSchedule.findMany({ where: { id: { in: due.map(({ id }) => id) } } });
    const openings: Opening[] = [];
    const next: { id: string; at: Date | null }[] = [];
    for (const schedule of schedules) {
      if (schedule.nextSlotAt === null) continue;
      const rule = ruleOf({ ...schedule, cadence: schedule.cadence as ReviewCadence });
      if (rule === null) continue;
      const slots = dueSlots(rule, schedule.nextSlotAt, now, MOST_MISSED);
      const look = lookOf(schedule);
      await readyToLook(tx, look, now);
      openings.push({
        schedule,
        slot: slots.due,
        key: '',
        cause: null,
        isEmpty: !(await hasCandidates(tx, look, now)),
        missed: slots.missed,
      });
      next.push({ id: schedule.id, at: slots.next });
    }
    await openCampaigns(tx, ctx, now, openings);
    await tx.$executeRaw`
      UPDATE review_schedules s SET next_slot_at = n.at
        FROM unnest(${next.map(({ id }) => id)}::text[], ${next.map(({ at }) => at)}::timestamptz[]) AS n (id, at)
       WHERE s.id = n.id`;
    return due.length;
  });
}

/** What a schedule looks at when its slot comes. */
export function lookOf(schedule: Pick<ReviewScheduleModel, 'id' | 'covers' | 'cadence'>) {
  const byTier = 'byTier' in (schedule.cadence as ReviewCadence);
  return {
    covers: schedule.covers as ReviewCovers,
    dueFor: byTier ? { scheduleId: schedule.id } : null,
  };
}
