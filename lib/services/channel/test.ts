import type { ChannelIdInput, DeliveryView } from '@/lib/contract/channel';
import { freshId } from '@/lib/db/new-id';
import { isAdded } from '@/lib/domain/channel';
import { refuse } from '@/lib/domain/refusal';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { claimOne, sendClaimed } from '../delivery/send-due';
import { notFound, refused } from '../errors';
import { inTransaction } from '../transaction';
import { loadChannel } from './load';
import { deliveryInclude, toDeliveryView } from './view';

/**
 * Sends a test over a channel now, once, to whoever asks or to the channel itself, and answers what came of it.
 * It stands among the deliveries like everything else.
 */
export async function testChannel(ctx: Ctx, { id }: ChannelIdInput): Promise<DeliveryView> {
  permit(ctx, 'channel.test');
  const { delivery, claimed } = await inTransaction(ctx, async (tx, now) => {
    const channel = await loadChannel(tx, id);
    if (channel.disabledAt !== null) throw refused(refuse('disabled', 'the channel is disabled'));
    const userId = isAdded(channel.kind) ? null : ctx.actor.userId;
    if (userId === null && !isAdded(channel.kind)) {
      throw refused(
        refuse('needs_person', 'a test goes to whoever asks for it: this key was made for nobody'),
      );
    }
    const event = await tx.outboxEvent.create({
      data: { kind: 'channel.test', subjectKind: 'channel', subjectId: id, fannedOutAt: now },
    });
    const delivery = freshId('dlv', now);
    await tx.delivery.create({
      data: {
        id: delivery,
        eventId: event.id,
        channelId: id,
        userId,
        kind: 'channel.test',
        subjectKind: 'channel',
        subjectId: id,
        createdAt: now,
        dueAt: now,
        // A test is tried once: what came of it is what was asked for.
        triesLeft: 1,
      },
    });
    await writeAudit(tx, ctx, now, {
      event: 'channel.tested',
      subject: { kind: 'channel', id },
      details: { delivery },
    });
    return { delivery, claimed: await claimOne(tx, delivery, now) };
  });
  if (claimed !== null) await sendClaimed(ctx, claimed);
  const row = await ctx.prisma.delivery.findUnique({ where: { id: delivery }, include: deliveryInclude });
  if (row === null) throw notFound('delivery', delivery);
  return toDeliveryView(row);
}
