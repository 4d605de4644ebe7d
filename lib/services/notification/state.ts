import type { InboxState } from '@/lib/contract/notification';
import { IN_APP_CHANNEL } from '@/lib/domain/channel';
import { type Ctx, permit } from '../context';
import { reader } from '../transaction';
import { personOf } from './reader';

/** How much somebody was told and has not read. What was answered meanwhile needs no reading. */
export async function readInboxState(ctx: Ctx): Promise<InboxState> {
  permit(ctx, 'notification.list');
  const userId = personOf(ctx);
  if (userId === null) return { unread: 0 };
  const where = { userId, channelId: IN_APP_CHANNEL, readAt: null };
  return { unread: await reader(ctx).delivery.count({ where }) };
}
