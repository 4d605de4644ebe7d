import type { ReviewScheduleView } from '@/lib/contract/review-schedule';
import { type Ctx, permit } from '../context';
import { moveSchedule } from './move';

/** Lets no slot of a schedule fire. */
export async function pauseReviewSchedule(ctx: Ctx, { id }: { id: string }): Promise<ReviewScheduleView> {
  permit(ctx, 'review-schedule.pause');
  return moveSchedule(ctx, id, 'pause');
}
