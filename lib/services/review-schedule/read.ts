import type { ReviewScheduleView } from '@/lib/contract/review-schedule';
import { type Ctx, permit } from '../context';
import { databaseNow, reader } from '../transaction';
import { loadScheduleView } from './view';

export async function readReviewSchedule(ctx: Ctx, { id }: { id: string }): Promise<ReviewScheduleView> {
  permit(ctx, 'review-schedule.list');
  const db = reader(ctx);
  return loadScheduleView(db, id, await databaseNow(db));
}
