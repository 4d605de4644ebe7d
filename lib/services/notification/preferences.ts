import type { PreferencesView } from '@/lib/contract/notification';
import type { Tx } from '@/lib/db/client';
import { TOPICS } from '@/lib/domain/notification';
import { mailSettings } from '@/lib/environment';
import { type Ctx, permit } from '../context';
import { databaseNow, reader } from '../transaction';
import { personOf } from './reader';

/** How the one who asks wants to be told. */
export async function readPreferences(ctx: Ctx): Promise<PreferencesView> {
  permit(ctx, 'notification.list');
  const db = reader(ctx);
  return viewPreferences(db, personOf(ctx), await databaseNow(db));
}

const clockTime = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

export async function viewPreferences(db: Tx, userId: string | null, now: Date): Promise<PreferencesView> {
  const user =
    userId === null
      ? null
      : await db.user.findUnique({
          where: { id: userId },
          select: {
            email: true,
            preference: { include: { delegate: { select: { id: true, name: true } } } },
          },
        });
  const row = user?.preference ?? null;
  const isAway = row?.delegate != null && row.delegateUntil !== null && row.delegateUntil > now;
  return {
    topicsOff: TOPICS.filter((topic) => row?.topicsOff.includes(topic)),
    email: row?.email ?? true,
    address: user?.email ?? null,
    canMail: mailSettings() !== null,
    timeZone: row?.timeZone ?? 'UTC',
    quiet:
      row?.quietFrom == null || row.quietUntil === null
        ? null
        : { from: clockTime(row.quietFrom), until: clockTime(row.quietUntil) },
    delegate:
      isAway && row.delegate && row.delegateUntil ? { ...row.delegate, until: row.delegateUntil } : null,
    revision: row?.revision ?? 0,
  };
}
