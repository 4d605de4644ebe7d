import type { ChangePreferencesInput, PreferencesView } from '@/lib/contract/notification';
import type { Tx } from '@/lib/db/client';
import { refuse } from '@/lib/domain/refusal';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { changedMeanwhile, invalidInput, refused } from '../errors';
import { inTransaction } from '../transaction';
import { viewPreferences } from './preferences';
import { personOf } from './reader';

/** Changes how the one who asks wants to be told. It takes nobody’s right to decide, and gives none. */
export async function preferNotifications(
  ctx: Ctx,
  { topicsOff, email, timeZone, quiet, delegate }: ChangePreferencesInput,
): Promise<PreferencesView> {
  permit(ctx, 'notification.prefer');
  const userId = personOf(ctx);
  if (userId === null) throw refused(refuse('needs_person', 'only people are told: sign in'));
  return inTransaction(ctx, async (tx, now) => {
    const before = await viewPreferences(tx, userId, now);
    if (ctx.ifMatch !== null && ctx.ifMatch !== before.revision) {
      throw changedMeanwhile('preferences of', userId);
    }
    const wish = {
      ...(topicsOff !== undefined && { topicsOff }),
      ...(email !== undefined && { email }),
      ...(timeZone !== undefined && { timeZone }),
      ...(quiet !== undefined && {
        quietFrom: quiet === null ? null : minuteOf(quiet.from),
        quietUntil: quiet === null ? null : minuteOf(quiet.until),
      }),
      ...(delegate !== undefined && (await delegateOf(tx, delegate, userId, now))),
      changedAt: now,
    };
    await tx.notificationPreference.upsert({
      where: { userId },
      create: { userId, ...wish },
      update: { ...wish, revision: { increment: 1 } },
    });
    const after = await viewPreferences(tx, userId, now);
    await writeAudit(tx, ctx, now, {
      event: 'notification.preferences-changed',
      subject: { kind: 'user', id: userId },
      details: { from: wishesIn(before), to: wishesIn(after) },
    });
    return after;
  });
}

/** Without what is no wish. */
const wishesIn = ({ topicsOff, email, timeZone, quiet, delegate }: PreferencesView) => ({
  topicsOff,
  email,
  timeZone,
  quiet,
  delegate,
});

function minuteOf(clock: string): number {
  const [hour = 0, minute = 0] = clock.split(':').map(Number);
  return hour * 60 + minute;
}

async function delegateOf(tx: Tx, wish: ChangePreferencesInput['delegate'], userId: string, now: Date) {
  if (wish == null) return { delegateId: null, delegateUntil: null };
  const person = await tx.user.findFirst({
    where: { email: wish.to, disabledAt: null },
    select: { id: true },
  });
  if (person === null) throw invalidInput('delegate.to', `there is nobody enabled with \`${wish.to}\``);
  if (person.id === userId) throw invalidInput('delegate.to', 'name somebody else');
  if (wish.until <= now) throw invalidInput('delegate.until', 'is past');
  return { delegateId: person.id, delegateUntil: wish.until };
}
