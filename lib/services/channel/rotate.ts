import type { ChannelIdInput, NewChannelView } from '@/lib/contract/channel';
import { refuse } from '@/lib/domain/refusal';
import { newWebhookSecret } from '@/lib/notify/webhook';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { changedMeanwhile, refused } from '../errors';
import { inTransaction } from '../transaction';
import { keepChannelSecret } from './keep-secret';
import { loadChannelView, loadSeenChannel } from './load';

/** Gives a webhook a new secret, shown this once. The next message is signed with it, and none with the old. */
export async function rotateChannel(ctx: Ctx, { id }: ChannelIdInput): Promise<NewChannelView> {
  permit(ctx, 'channel.rotate');
  return inTransaction(ctx, async (tx, now) => {
    const before = await loadSeenChannel(tx, ctx, id);
    if (before.kind !== 'webhook') {
      throw refused(
        refuse('no_secret', 'only webhooks are signed; the address of a chat is changed instead'),
      );
    }
    const { count } = await tx.channel.updateMany({
      where: { id, revision: before.revision },
      data: { revision: { increment: 1 } },
    });
    if (count !== 1) throw changedMeanwhile('channel', id);
    const secret = newWebhookSecret();
    await keepChannelSecret(tx, id, secret, now);
    await writeAudit(tx, ctx, now, { event: 'channel.rotated', subject: { kind: 'channel', id } });
    return { ...(await loadChannelView(tx, id, now)), secret };
  });
}
