import type { Tx } from '@/lib/db/client';
import { writeAudit } from '../audit';
import type { Ctx } from '../context';
import { inTransaction } from '../transaction';
import { sessionIdOf } from './session-secret';
import { personActor } from './session-start';

/**
 * Signs a browser out: its cookie is worth nothing from the next request on. Whoever holds the secret may
 * end its session, so there is no permission to ask for. Answers whether there was one to end.
 */
export async function endSession(ctx: Ctx, secret: string, why: 'signed_out' | 'replaced'): Promise<boolean> {
  const id = sessionIdOf(secret);
  return inTransaction(ctx, async (tx, now) => {
    const { count } = await tx.session.updateMany({ where: { id, endedAt: null }, data: { endedAt: now } });
    if (count !== 1) return false;
    const { user } = await tx.session.findUniqueOrThrow({ where: { id }, include: { user: true } });
    await writeAudit(tx, { ...ctx, actor: personActor(user) }, now, {
      event: 'session.ended',
      subject: { kind: 'session', id },
      details: { why },
    });
    return true;
  });
}

/** Ends all sessions of a person, as part of the deed that calls for it. Answers how many there were. */
export async function endSessionsOf(tx: Tx, userId: string, now: Date): Promise<number> {
  const { count } = await tx.session.updateMany({ where: { userId, endedAt: null }, data: { endedAt: now } });
  return count;
}
