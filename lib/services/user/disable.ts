import type { UserIdInput, UserView } from '@/lib/contract/user';
import { HAND_ON_TIMEOUT_MS, handOnAgentsOf, holdAgentsOf } from '../agent/owner-leaves';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { conflict } from '../errors';
import { inTransaction } from '../transaction';
import { keepAnAdmin } from './last-admin';
import { loadUser } from './load';
import { voidLinks } from './password-link';
import { endSessionsOf } from './session-end';
import { toUserView } from './view';

/**
 * Disables a person: their sessions end, their links are void, and keys made for them stop working, all
 * from the next request on. Agents they alone answer for are no longer served; the others are proposed to
 * their backup owners.
 */
export async function disableUser(ctx: Ctx, { id }: UserIdInput): Promise<UserView> {
  permit(ctx, 'user.disable');
  return inTransaction(
    ctx,
    async (tx, now) => {
      const before = await loadUser(tx, id);
      if (before.roles.includes('admin')) await keepAnAdmin(tx, before.id);
      // Agents before people, as everybody locks them.
      await holdAgentsOf(tx, before.id);
      const { count } = await tx.user.updateMany({
        where: { id: before.id, disabledAt: null },
        data: { disabledAt: now, revision: { increment: 1 } },
      });
      if (count !== 1) throw conflict('already_disabled', 'this person is disabled already');
      const sessions = await endSessionsOf(tx, before.id, now);
      await voidLinks(tx, now, before.id);
      const agents = await handOnAgentsOf(tx, ctx, now, before);
      await writeAudit(tx, ctx, now, {
        event: 'user.disabled',
        subject: { kind: 'user', id: before.id },
        details: { email: before.email, sessionsEnded: sessions, agents },
      });
      return toUserView(await tx.user.findUniqueOrThrow({ where: { id: before.id } }));
    },
    { timeoutMs: HAND_ON_TIMEOUT_MS },
  );
}
