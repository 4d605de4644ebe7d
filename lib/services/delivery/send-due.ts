import type { Tx } from '@/lib/db/client';
import { noticeOf } from '@/lib/domain/notice';
import { asks, retryAt, SENDING_SECONDS, type ToldKind } from '@/lib/domain/notification';
import { type Sending, send } from '@/lib/notify/send';
import type { Sent } from '@/lib/notify/sent';
import type { Ctx } from '../context';
import { databaseNow, inTransaction } from '../transaction';
import { lane } from './lane';
import { loadTold } from './load-told';

/** A delivery that this process alone is sending now. */
export type Claimed = { id: string; attempts: number; triesLeft: number };

/**
 * Takes deliveries that are due: for `SENDING_SECONDS` nobody else takes them. A process that dies while it sends
 * leaves them to be sent again, with the same id.
 * INVARIANT (told-once): marked before anything is sent, so two instances never send the same try.
 */
export async function claimDue(ctx: Ctx, most: number): Promise<Claimed[]> {
  return inTransaction(
    ctx,
    (tx, now) => tx.$queryRaw<Claimed[]>`
      UPDATE deliveries d
         SET attempts = d.attempts + 1, tries_left = d.tries_left - 1, last_attempt_at = ${now},
             due_at = ${now}::timestamptz + make_interval(secs => ${SENDING_SECONDS})
       WHERE d.id IN (
         SELECT id FROM deliveries WHERE state = 'pending' AND due_at <= ${now}
          ORDER BY due_at, id LIMIT ${most} FOR UPDATE SKIP LOCKED)
      RETURNING d.id, d.attempts, d.tries_left AS "triesLeft"`,
  );
}

/** Takes one delivery that is due or not, to be sent at once. */
export async function claimOne(tx: Tx, id: string, now: Date): Promise<Claimed | null> {
  const [claimed] = await tx.$queryRaw<Claimed[]>`
    UPDATE deliveries SET attempts = attempts + 1, tries_left = tries_left - 1, last_attempt_at = ${now},
                          due_at = ${now}::timestamptz + make_interval(secs => ${SENDING_SECONDS})
     WHERE id = ${id} AND state = 'pending'
    RETURNING id, attempts, tries_left AS "triesLeft"`;
  return claimed ?? null;
}

const deliveryInclude = {
  channel: { include: { secret: true } },
  user: { include: { preference: { select: { timeZone: true } } } },
  forUser: { select: { name: true } },
  answers: { select: { id: true, kind: true, state: true } },
  event: { select: { at: true } },
} as const;

/** Many messages are on their way at once, over few connections to the database. */
const database = lane(2);

/** Sends what was claimed, and notes what came of it. Answers whether it was delivered. */
export async function sendClaimed(ctx: Ctx, claimed: Claimed): Promise<boolean> {
  const ready = await database(async () => {
    const now = await databaseNow(ctx.prisma);
    const prepared = await prepare(ctx, claimed, now);
    if (!('why' in prepared)) return { ...prepared, now };
    await drop(ctx, claimed, prepared, now);
    return null;
  }).catch(async (error: unknown) => {
    // Nothing was sent: the trouble is ours, and costs no try.
    await ctx.prisma.delivery
      .updateMany({
        where: { id: claimed.id, attempts: claimed.attempts },
        data: { triesLeft: { increment: 1 } },
      })
      .catch(() => {});
    throw error;
  });
  if (ready === null) return false;
  const sent = await send(ready.sending, ready.now).catch(
    (error: unknown): Sent => ({ isDelivered: false, error: (error as Error).message, reply: null }),
  );
  await database(() => note(ctx, claimed, sent));
  return sent.isDelivered;
}

type Dropped = { why: string; state: 'dropped' | 'failed' | 'pending' };

/** The message, as things stand now; or why it is not sent. */
async function prepare(
  ctx: Ctx,
  { id, triesLeft }: Claimed,
  now: Date,
): Promise<{ sending: Sending } | Dropped> {
  const db = ctx.prisma;
  const row = await db.delivery.findUniqueOrThrow({ where: { id }, include: deliveryInclude });
  const { channel, user, answers } = row;
  const dropped = (why: string): Dropped => ({ why, state: 'dropped' });
  if (triesLeft < 0) return { why: row.lastError ?? 'every try was cut off', state: 'failed' };
  if (channel.disabledAt !== null) return dropped('the channel is disabled');
  if (user !== null && user.disabledAt !== null) return dropped('the person is disabled');
  if (answers?.state === 'pending') return { why: 'what it answers is still being sent', state: 'pending' };
  if (answers !== null && answers.state !== 'delivered') return dropped('what it answers was never told');
  const subject = await loadTold(db, row, now);
  if (subject === null) return dropped('what it tells of is gone');
  if (asks(row.kind) && !subject.isOpen) return dropped('was answered before it was sent');

  const around = {
    href: `${ctx.publicUrl}${subject.path}`,
    timeZone: user?.preference?.timeZone ?? 'UTC',
    standsInFor: row.forUser?.name ?? null,
  };
  return {
    sending: {
      id,
      kind: row.kind,
      at: row.event.at,
      notice: noticeOf(row.kind as ToldKind, subject.told, around),
      data: { ...subject.data, url: around.href },
      channel,
      email: user?.email ?? null,
      follows:
        answers === null
          ? null
          : { id: answers.id, title: noticeOf(answers.kind as ToldKind, subject.told, around).title },
      host: new URL(ctx.publicUrl).hostname,
    },
  };
}

const WAIT_MS = 5000;

async function drop(ctx: Ctx, { id, attempts }: Claimed, { why, state }: Dropped, now: Date): Promise<void> {
  await ctx.prisma.delivery.updateMany({
    where: { id, state: 'pending', attempts },
    data:
      state === 'pending'
        ? { dueAt: new Date(now.getTime() + WAIT_MS), triesLeft: { increment: 1 } }
        : { state, endedAt: now, lastError: why },
  });
}

/** Whoever was too slow changes nothing: somebody else is sending it, or has. */
async function note(ctx: Ctx, { id, attempts, triesLeft }: Claimed, sent: Sent): Promise<void> {
  const now = await databaseNow(ctx.prisma);
  const came = { lastError: sent.error, lastReply: sent.reply };
  await ctx.prisma.delivery.updateMany({
    where: { id, state: 'pending', attempts },
    data: sent.isDelivered
      ? { ...came, state: 'delivered', endedAt: now }
      : triesLeft > 0
        ? { ...came, dueAt: retryAt(attempts, now) }
        : { ...came, state: 'failed', endedAt: now },
  });
}
