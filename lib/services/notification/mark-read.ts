import type { InboxState, ReadNotificationsInput } from '@/lib/contract/notification';
import { IN_APP_CHANNEL } from '@/lib/domain/channel';
import { type Ctx, permit } from '../context';
import { databaseNow } from '../transaction';
import { personOf } from './reader';
import { readInboxState } from './state';

/** Marks entries of one's own inbox. What one has read is nobody else's affair: no audit row says it. */
export async function markRead(ctx: Ctx, { ids, read }: ReadNotificationsInput): Promise<InboxState> {
  permit(ctx, 'notification.read');
  const userId = personOf(ctx);
  if (userId !== null) {
    const db = ctx.tx ?? ctx.prisma;
    const now = await databaseNow(db);
    await db.delivery.updateMany({
      where: {
        userId,
        channelId: IN_APP_CHANNEL,
        readAt: read ? null : { not: null },
        ...(ids !== undefined && { id: { in: ids } }),
      },
      data: { readAt: read ? now : null },
    });
  }
  return readInboxState(ctx);
}
