import type { ListStopsInput, StopView } from '@/lib/contract/stop';
import { type Ctx, permit } from '../context';
import { fromCursor, toPage } from '../page';
import { databaseNow, reader } from '../transaction';
import { toStopView } from './view';

/** Stops, newest first; released ones stay in the list. */
export async function listStops(
  ctx: Ctx,
  { open, kind, cursor, limit, count }: ListStopsInput,
): Promise<{ items: StopView[]; nextCursor: string | null; total?: number }> {
  permit(ctx, 'stop.list');
  const db = reader(ctx);
  const now = await databaseNow(db);
  const where = {
    ...(open !== undefined && { releasedAt: open === 'true' ? null : { not: null } }),
    ...(kind !== undefined && { kind }),
  };
  const [before] = fromCursor(cursor, 1) ?? [];
  const rows = await db.stop.findMany({
    where: { ...where, ...(before !== undefined && { id: { lt: before } }) },
    orderBy: { id: 'desc' },
    take: limit + 1,
  });
  const page = toPage(
    rows,
    limit,
    (row) => [row.id],
    (row) => toStopView(row, now),
  );
  return count === 'true' ? { ...page, total: await db.stop.count({ where }) } : page;
}
