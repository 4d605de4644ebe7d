import type { ChannelIdInput, DeliveryView } from '@/lib/contract/channel';
import { MOST_TRIES } from '@/lib/domain/notification';
import { refuse } from '@/lib/domain/refusal';
import { writeAudit } from '../audit';
import { deliveryInclude, toDeliveryView } from '../channel/view';
import { type Ctx, permit } from '../context';
import { notFound, refused } from '../errors';
import { inTransaction } from '../transaction';

/** Has a failed delivery tried again from now on, with the same id: who has had it drops it. */
export async function retryDelivery(ctx: Ctx, { id }: ChannelIdInput): Promise<DeliveryView> {
  permit(ctx, 'delivery.retry');
  return inTransaction(ctx, async (tx, now) => {
    const before = await tx.delivery.findUnique({ where: { id }, include: deliveryInclude });
    if (before === null) throw notFound('delivery', id);
    const { count } = await tx.delivery.updateMany({
      where: { id, state: 'failed', kind: { not: 'channel.test' } },
      data: { state: 'pending', endedAt: null, dueAt: now, triesLeft: MOST_TRIES },
    });
    if (count !== 1) {
      throw refused(
        refuse('wrong_state', `the delivery is ${before.state}; only a failed one is tried again`),
      );
    }
    await writeAudit(tx, ctx, now, {
      event: 'delivery.retried',
      subject: { kind: 'delivery', id },
      details: { channel: before.channelId, kind: before.kind, about: before.subjectId },
    });
    return toDeliveryView(await tx.delivery.findUniqueOrThrow({ where: { id }, include: deliveryInclude }));
  });
}
