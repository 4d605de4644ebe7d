import type { SessionIdInput, SessionView } from '@/lib/contract/session';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { conflict, notFound } from '../errors';
import { inTransaction } from '../transaction';
import { sessionSelect, toSessionView } from './view';

/**
 * Ends a session: its browser is signed out from the next request on. People end their own, admins anybody's;
 * for everybody else it is not there. INVARIANT (expiry-by-evaluation)
 */
export async function endOneSession(ctx: Ctx, { id }: SessionIdInput): Promise<SessionView> {
  permit(ctx, 'session.end');
  const { actor } = ctx;
  return inTransaction(ctx, async (tx, now) => {
    const before = await tx.session.findUnique({ where: { id }, select: sessionSelect });
    const isOwn = before !== null && before.user.id === actor.userId;
    if (before === null || !(isOwn || actor.roles.includes('admin'))) throw notFound('session', id);
    const { count } = await tx.session.updateMany({ where: { id, endedAt: null }, data: { endedAt: now } });
    if (count !== 1) throw conflict('already_ended', 'this session has ended already');
    await writeAudit(tx, ctx, now, {
      event: 'session.ended',
      subject: { kind: 'session', id },
      details: {
        why: isOwn ? 'ended_by_owner' : 'ended_by_admin',
        user: before.user.id,
        email: before.user.email,
      },
    });
    return toSessionView(
      ctx,
      await tx.session.findUniqueOrThrow({ where: { id }, select: sessionSelect }),
      now,
    );
  });
}
