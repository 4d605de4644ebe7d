import type { ReviewScheduleView } from '@/lib/contract/review-schedule';
import { type Ctx, permit } from '../context';
import { moveSchedule } from './move';

/** Lets a schedule fire again, from its next slot on. */
export async function resumeReviewSchedule(ctx: Ctx, { id }: { id: string }): Promise<ReviewScheduleView> {
  permit(ctx, 'review-schedule.resume');
  return moveSchedule(ctx, id, 'resume');
}
