import type { ChannelView, DeliveryView } from '@/lib/contract/channel';
import type { Tx } from '@/lib/db/client';
import type { ChannelGetPayload } from '@/lib/db/generated/models/Channel';
import type { DeliveryGetPayload } from '@/lib/db/generated/models/Delivery';
import { mailSettings } from '@/lib/environment';
import { daysBefore } from './days';

export const channelInclude = { secret: { select: { rotatedAt: true } } } as const;
export type ChannelRow = ChannelGetPayload<{ include: typeof channelInclude }>;

export const deliveryInclude = {
  channel: { select: { id: true, name: true, kind: true } },
  user: { select: { id: true, name: true } },
} as const;
export type DeliveryRow = DeliveryGetPayload<{ include: typeof deliveryInclude }>;

const FAILED_DAYS = 7;

/** Channels with what came of their last messages. There are few of them. */
export async function toChannelViews(db: Tx, rows: readonly ChannelRow[], now: Date): Promise<ChannelView[]> {
  const views: ChannelView[] = [];
  for (const row of rows) {
    const last = await db.delivery.findFirst({
      where: { channelId: row.id, lastAttemptAt: { not: null } },
      orderBy: { id: 'desc' },
      select: { state: true, lastAttemptAt: true, lastError: true },
    });
    const failed = await db.delivery.count({
      where: { channelId: row.id, state: 'failed', endedAt: { gte: daysBefore(now, FAILED_DAYS) } },
    });
    views.push({
      id: row.id,
      kind: row.kind,
      name: row.name,
      url: row.url,
      kinds: row.kinds,
      tiers: row.tiers,
      group: row.groupId,
      delaySeconds: row.delaySeconds,
      isReady: row.kind !== 'email' || mailSettings() !== null,
      secretRotatedAt: row.secret?.rotatedAt ?? null,
      lastDelivery:
        last === null || last.lastAttemptAt === null
          ? null
          : { state: last.state, at: last.lastAttemptAt, error: last.lastError },
      failed,
      createdAt: row.createdAt,
      disabledAt: row.disabledAt,
      revision: row.revision,
    });
  }
  return views;
}

export const toDeliveryView = (row: DeliveryRow): DeliveryView => ({
  id: row.id,
  channel: row.channel,
  to: row.user,
  kind: row.kind,
  subject: { kind: row.subjectKind, id: row.subjectId },
  state: row.state,
  attempts: row.attempts,
  createdAt: row.createdAt,
  dueAt: row.dueAt,
  lastAttemptAt: row.lastAttemptAt,
  lastError: row.lastError,
  lastReply: row.lastReply,
  endedAt: row.endedAt,
});
