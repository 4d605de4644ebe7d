import type { ListReviewSchedulesInput, ReviewScheduleView } from '@/lib/contract/review-schedule';
import { type Ctx, permit } from '../context';
import { fromCursor, toPage } from '../page';
import { databaseNow, reader } from '../transaction';
import { toScheduleViews } from './view';

/** Review schedules by name. */
export async function listReviewSchedules(
  ctx: Ctx,
  { state, q, cursor, limit, count }: ListReviewSchedulesInput,
): Promise<{ items: ReviewScheduleView[]; nextCursor: string | null; total?: number }> {
  permit(ctx, 'review-schedule.list');
  const db = reader(ctx);
  const where = {
    ...(state !== undefined && { state: { in: state } }),
    ...(q !== undefined && { name: { contains: q, mode: 'insensitive' as const } }),
  };
  const [name, id] = fromCursor(cursor, 2) ?? [];
  const after =
    name === undefined || id === undefined ? {} : { OR: [{ name: { gt: name } }, { name, id: { gt: id } }] };
  const rows = await db.reviewSchedule.findMany({
    where: { AND: [where, after] },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    take: limit + 1,
  });
  const views = await toScheduleViews(db, rows, await databaseNow(db));
  const page = toPage(
    views,
    limit,
    (view) => [view.name, view.id],
    (view) => view,
  );
  return count === 'true' ? { ...page, total: await db.reviewSchedule.count({ where }) } : page;
}
