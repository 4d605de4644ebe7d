import type {
  ReviewCadence,
  ReviewCovers,
  ReviewReviewer,
  ReviewScheduleView,
} from '@/lib/contract/review-schedule';
import type { Tx } from '@/lib/db/client';
import type { ReviewScheduleModel } from '@/lib/db/generated/models';
import type { ReviewSlotState, ScheduleSilence } from '@/lib/domain/review';
import { wallText } from '@/lib/domain/review-slot';
import { notFound } from '../errors';

/** A slot that passed so long ago and did not fire says that nobody fires them. */
export const BEHIND_AFTER_MS = 5 * 60_000;

export async function loadSchedule(tx: Tx, id: string): Promise<ReviewScheduleModel> {
  const row = await tx.reviewSchedule.findUnique({ where: { id } });
  if (row === null) throw notFound('review schedule', id);
  return row;
}

type Last = { id: string; at: Date; state: ReviewSlotState; campaign: string | null };

export async function toScheduleViews(
  tx: Tx,
  rows: readonly ReviewScheduleModel[],
  now: Date,
): Promise<ReviewScheduleView[]> {
  const ids = rows.map(({ id }) => id);
  const open = await tx.reviewCampaign.groupBy({
    by: ['scheduleId'],
    where: { scheduleId: { in: ids }, state: { not: 'closed' } },
    _count: true,
  });
  const last = await tx.$queryRaw<Last[]>`
    SELECT DISTINCT ON (schedule_id) schedule_id AS id, slot AS at, state::text, campaign_id AS campaign
      FROM review_slots WHERE schedule_id = ANY (${ids}) ORDER BY schedule_id, slot DESC, at DESC`;
  const openOf = new Map(open.map(({ scheduleId, _count }) => [scheduleId, _count]));
  const lastOf = new Map(last.map(({ id, ...slot }) => [id, slot]));
  return rows.map((row) => {
    const isActive = row.state === 'active' && row.nextSlotAt !== null;
    return {
      id: row.id,
      name: row.name,
      state: row.state,
      covers: row.covers as ReviewCovers,
      cadence: row.cadence as ReviewCadence,
      timeZone: row.timeZone,
      startsAt: row.startsAt,
      reviewer: row.reviewer as ReviewReviewer,
      secondReviewer: row.secondReviewer as ReviewReviewer | null,
      stages: row.secondReviewer === null ? 1 : 2,
      durationDays: row.durationDays,
      graceDays: row.graceDays,
      remindBeforeDays: row.remindBeforeDays,
      onSilence: row.onSilence as ScheduleSilence,
      nextSlot: isActive && row.nextSlotAt !== null ? toSlotTime(row.nextSlotAt, row.timeZone) : null,
      isBehind:
        isActive && row.nextSlotAt !== null && now.getTime() - row.nextSlotAt.getTime() > BEHIND_AFTER_MS,
      openCampaigns: openOf.get(row.id) ?? 0,
      lastSlot: lastOf.get(row.id) ?? null,
      createdBy: row.createdById,
      createdAt: row.createdAt,
      revision: row.revision,
    };
  });
}

export const toSlotTime = (at: Date, timeZone: string) => ({ at, local: wallText(at, timeZone) });

export async function loadScheduleView(tx: Tx, id: string, now: Date): Promise<ReviewScheduleView> {
  const [view] = await toScheduleViews(tx, [await loadSchedule(tx, id)], now);
  if (view === undefined) throw new Error('one schedule has one view');
  return view;
}
