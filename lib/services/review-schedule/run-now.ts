import type { ReviewCadence, ReviewScheduleView } from '@/lib/contract/review-schedule';
import { refuse } from '@/lib/domain/refusal';
import { wholeMinute } from '@/lib/domain/review-slot';
import { type Ctx, permit } from '../context';
import { refused } from '../errors';
import { hasCandidates, readyToLook } from '../review-campaign/candidates';
import { lookOf } from '../review-campaign/claim-slots';
import { openCampaigns } from '../review-campaign/open';
import { prepareSome } from '../review-campaign/prepare';
import { inTransaction } from '../transaction';
import { loadSchedule, loadScheduleView } from './view';

/** How many portions are made at once; the scheduler makes the others. */
const PORTIONS = 4;

/**
 * Starts a campaign now, beside the cadence, also of a paused schedule. Within a minute once: who presses twice
 * starts one.
 */
export async function runReviewSchedule(ctx: Ctx, { id }: { id: string }): Promise<ReviewScheduleView> {
  permit(ctx, 'review-schedule.run-now');
  await inTransaction(ctx, async (tx, now) => {
    await tx.$queryRaw`SELECT id FROM review_schedules WHERE id = ${id} FOR NO KEY UPDATE`;
    const schedule = await loadSchedule(tx, id);
    if ('events' in (schedule.cadence as ReviewCadence)) {
      throw refused(refuse('events_only', 'it fires on events: there is nothing to start'));
    }
    const look = lookOf(schedule);
    await readyToLook(tx, look, now);
    if (!(await hasCandidates(tx, look, now))) {
      throw refused(refuse('nothing_due', 'there is nothing that it would look at now'));
    }
    const slot = wholeMinute(now);
    const opened = await openCampaigns(tx, ctx, now, [
      { schedule, slot, key: 'run-now', cause: null, isEmpty: false, missed: [] },
    ]);
    if (opened.length === 0) throw refused(refuse('just_started', 'it was started within this minute'));
  });
  if (ctx.tx === undefined) {
    for (let portion = 0; portion < PORTIONS; portion += 1) if (!(await prepareSome(ctx))) break;
  }
  return inTransaction(ctx, (tx, now) => loadScheduleView(tx, id, now));
}
