import type { ChannelView } from '@/lib/contract/channel';
import type { PageQuery } from '@/lib/contract/common';
import { type Ctx, permit } from '../context';
import { fromCursor, toPage } from '../page';
import { databaseNow, reader } from '../transaction';
import { channelInclude, toChannelViews } from './view';

/** Channels in the order in which they were added, the console and e-mail first. */
export async function listChannels(
  ctx: Ctx,
  { cursor, limit, count }: PageQuery,
): Promise<{ items: ChannelView[]; nextCursor: string | null; total?: number }> {
  permit(ctx, 'channel.list');
  const db = reader(ctx);
  const [after] = fromCursor(cursor, 1) ?? [];
  const rows = await db.channel.findMany({
    where: after === undefined ? {} : { id: { gt: after } },
    orderBy: { id: 'asc' },
    take: limit + 1,
    include: channelInclude,
  });
  const { items, nextCursor } = toPage(
    rows,
    limit,
    (row) => [row.id],
    (row) => row,
  );
  const page = { items: await toChannelViews(db, items, await databaseNow(db)), nextCursor };
  return count === 'true' ? { ...page, total: await db.channel.count() } : page;
}
