import type { ReviewSlotView } from '@/lib/contract/review-schedule';
import { type Ctx, permit } from '../context';
import { fromCursor, toPage } from '../page';
import { reader } from '../transaction';
import { loadSchedule, toSlotTime } from './view';

/** The slots of a schedule that have passed, the newest first. */
export async function listReviewSlots(
  ctx: Ctx,
  {
    id,
    cursor,
    limit,
    count,
  }: { id: string; cursor?: string | undefined; limit: number; count?: 'true' | 'false' | undefined },
): Promise<{ items: ReviewSlotView[]; nextCursor: string | null; total?: number }> {
  permit(ctx, 'review-schedule.list');
  const db = reader(ctx);
  const { timeZone } = await loadSchedule(db, id);
  const [at, cause] = fromCursor(cursor, 2) ?? [];
  const slot = new Date(at ?? 0);
  const before =
    at === undefined || cause === undefined
      ? {}
      : { OR: [{ slot: { lt: slot } }, { slot, cause: { gt: cause } }] };
  const rows = await db.reviewSlot.findMany({
    where: { scheduleId: id, ...before },
    orderBy: [{ slot: 'desc' }, { cause: 'asc' }],
    take: limit + 1,
  });
  const page = toPage(
    rows,
    limit,
    (row) => [row.slot.toISOString(), row.cause],
    (row) => ({
      slot: toSlotTime(row.slot, timeZone),
      state: row.state,
      at: row.at,
      cause: row.cause === '' ? null : row.cause,
      campaign: row.campaignId,
    }),
  );
  return count === 'true'
    ? { ...page, total: await db.reviewSlot.count({ where: { scheduleId: id } }) }
    : page;
}
