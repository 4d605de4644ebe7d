import type { ListNotificationsInput, NotificationView } from '@/lib/contract/notification';
import type { Tx } from '@/lib/db/client';
import { IN_APP_CHANNEL } from '@/lib/domain/channel';
import { noticeOf } from '@/lib/domain/notice';
import { asks, type ToldKind } from '@/lib/domain/notification';
import { type Ctx, permit } from '../context';
import { loadTold, type Subject } from '../delivery/load-told';
import { fromCursor, toPage } from '../page';
import { databaseNow, reader } from '../transaction';
import { personOf } from './reader';

/** What the one who asks was told in the console, newest first, each as it stands now. */
export async function listNotifications(
  ctx: Ctx,
  { unread, cursor, limit, count }: ListNotificationsInput,
): Promise<{ items: NotificationView[]; nextCursor: string | null; total?: number }> {
  permit(ctx, 'notification.list');
  const userId = personOf(ctx);
  const [before] = fromCursor(cursor, 1) ?? [];
  if (userId === null) return { items: [], nextCursor: null, ...(count === 'true' && { total: 0 }) };
  const db = reader(ctx);
  const now = await databaseNow(db);
  const where = {
    userId,
    channelId: IN_APP_CHANNEL,
    ...(unread !== undefined && { readAt: unread === 'true' ? null : { not: null } }),
  };
  const rows = await db.delivery.findMany({
    where: { ...where, ...(before !== undefined && { id: { lt: before } }) },
    orderBy: { id: 'desc' },
    take: limit + 1,
    include: {
      forUser: { select: { name: true } },
      user: { select: { preference: { select: { timeZone: true } } } },
    },
  });
  const { items, nextCursor } = toPage(
    rows,
    limit,
    (row) => [row.id],
    (row) => row,
  );
  const views: NotificationView[] = [];
  for (const row of items) views.push(await toView(db, row, now));
  const page = { items: views, nextCursor };
  return count === 'true' ? { ...page, total: await db.delivery.count({ where }) } : page;
}

type Row = {
  id: string;
  kind: string;
  subjectKind: string;
  subjectId: string;
  userId: string | null;
  forUserId: string | null;
  createdAt: Date;
  readAt: Date | null;
  forUser: { name: string } | null;
  user: { preference: { timeZone: string } | null } | null;
};

async function toView(db: Tx, row: Row, now: Date): Promise<NotificationView> {
  const subject = await loadTold(db, row, now);
  const timeZone = row.user?.preference?.timeZone ?? 'UTC';
  const notice =
    subject === null ? null : noticeOf(row.kind as ToldKind, subject.told, { href: subject.path, timeZone });
  const told = subject?.told;
  return {
    id: row.id,
    kind: row.kind,
    subject: { kind: row.subjectKind, id: row.subjectId },
    title: notice?.title ?? 'What this was about is gone',
    facts: [...(notice?.facts ?? [])],
    path: subject?.path ?? null,
    isOpen: subject !== null && asks(row.kind) && subject.isOpen,
    answer: told !== undefined && asks(row.kind) && subject?.isOpen === false ? answerTo(subject) : null,
    standsInFor: row.forUser?.name ?? null,
    at: row.createdAt,
    readAt: row.readAt,
  };
}

function answerTo({ told, data }: Subject): string | null {
  if (told.about === 'review') return data.state === 'open' ? 'Done' : 'Closed';
  return told.about === 'escalation' ? answerOf(data.state, told.answeredBy) : null;
}

const answerOf = (state: unknown, by: string | null): string =>
  state === 'expired' ? 'Not answered in time' : `${words(state)}${by === null ? '' : ` by ${by}`}`;

const words = (state: unknown): string =>
  state === 'denied' ? 'Denied' : state === 'withdrawn' ? 'Withdrawn' : 'Approved';
