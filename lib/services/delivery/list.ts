import type { DeliveryView, ListDeliveriesInput } from '@/lib/contract/channel';
import { deliveryInclude, toDeliveryView } from '../channel/view';
import { type Ctx, permit } from '../context';
import { fromCursor, toPage } from '../page';
import { reader } from '../transaction';

/** What was told to whom, newest first. */
export async function listDeliveries(
  ctx: Ctx,
  { channel, state, subject, cursor, limit, count }: ListDeliveriesInput,
): Promise<{ items: DeliveryView[]; nextCursor: string | null; total?: number }> {
  permit(ctx, 'delivery.list');
  const db = reader(ctx);
  const where = {
    ...(channel !== undefined && { channelId: channel }),
    ...(state !== undefined && { state: { in: state } }),
    ...(subject !== undefined && { subjectId: subject }),
  };
  const [before] = fromCursor(cursor, 1) ?? [];
  const rows = await db.delivery.findMany({
    where: { ...where, ...(before !== undefined && { id: { lt: before } }) },
    orderBy: { id: 'desc' },
    take: limit + 1,
    include: deliveryInclude,
  });
  const page = toPage(rows, limit, (row) => [row.id], toDeliveryView);
  return count === 'true' ? { ...page, total: await db.delivery.count({ where }) } : page;
}
