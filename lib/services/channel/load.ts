import type { ChannelView } from '@/lib/contract/channel';
import type { Tx } from '@/lib/db/client';
import type { Ctx } from '../context';
import { changedMeanwhile, notFound } from '../errors';
import { type ChannelRow, channelInclude, toChannelViews } from './view';

export async function loadChannel(tx: Tx, id: string): Promise<ChannelRow> {
  const row = await tx.channel.findUnique({ where: { id }, include: channelInclude });
  if (row === null) throw notFound('channel', id);
  return row;
}

/** The channel as the caller saw it. Throws `changed_meanwhile` when it names another revision. */
export async function loadSeenChannel(tx: Tx, ctx: Ctx, id: string): Promise<ChannelRow> {
  const row = await loadChannel(tx, id);
  if (ctx.ifMatch !== null && ctx.ifMatch !== row.revision) throw changedMeanwhile('channel', id);
  return row;
}

export async function loadChannelView(tx: Tx, id: string, now: Date): Promise<ChannelView> {
  const [view] = await toChannelViews(tx, [await loadChannel(tx, id)], now);
  if (view === undefined) throw notFound('channel', id);
  return view;
}
