import type { ChannelIdInput, ChannelView } from '@/lib/contract/channel';

import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { conflict } from '../errors';
import { inTransaction } from '../transaction';
import { loadChannelView, loadSeenChannel } from './load';

/** Sends over a disabled channel again, from the next event on. */
export async function enableChannel(ctx: Ctx, { id }: ChannelIdInput): Promise<ChannelView> {
  permit(ctx, 'channel.change');
  return inTransaction(ctx, async (tx, now) => {
    await loadSeenChannel(tx, ctx, id);

    const { count } = await tx.channel.updateMany({
      where: { id, disabledAt: { not: null } },
      data: { disabledAt: null, revision: { increment: 1 } },
    });
    if (count !== 1) throw conflict('already_enabled', 'this channel is enabled already');
    await writeAudit(tx, ctx, now, { event: 'channel.enabled', subject: { kind: 'channel', id } });
    return loadChannelView(tx, id, now);
  });
}
