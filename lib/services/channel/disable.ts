import type { ChannelIdInput, ChannelView } from '@/lib/contract/channel';
import { IN_APP_CHANNEL } from '@/lib/domain/channel';
import { refuse } from '@/lib/domain/refusal';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { conflict, refused } from '../errors';
import { inTransaction } from '../transaction';
import { loadChannelView, loadSeenChannel } from './load';

/** Sends nothing over a channel any more; what waits to be sent is dropped when its time comes. */
export async function disableChannel(ctx: Ctx, { id }: ChannelIdInput): Promise<ChannelView> {
  permit(ctx, 'channel.change');
  return inTransaction(ctx, async (tx, now) => {
    await loadSeenChannel(tx, ctx, id);
    if (id === IN_APP_CHANNEL) throw refused(refuse('always_on', 'the console always tells'));
    const { count } = await tx.channel.updateMany({
      where: { id, disabledAt: null },
      data: { disabledAt: now, revision: { increment: 1 } },
    });
    if (count !== 1) throw conflict('already_disabled', 'this channel is disabled already');
    await writeAudit(tx, ctx, now, { event: 'channel.disabled', subject: { kind: 'channel', id } });
    return loadChannelView(tx, id, now);
  });
}
