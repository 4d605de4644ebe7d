import type { UserIdInput, UserView } from '@/lib/contract/user';
import { HAND_ON_TIMEOUT_MS, holdAgentsOf } from '../agent/owner-leaves';
import { takeBackAgentsOf } from '../agent/owner-returns';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { conflict } from '../errors';
import { inTransaction } from '../transaction';
import { loadUser } from './load';
import { toUserView } from './view';

/**
 * Enables a disabled person. What ended with disabling stays ended: they sign in anew. Agents that were proposed to
 * their backup owners because of it are proposed to nobody any more: their owner answers for them again.
 */
export async function enableUser(ctx: Ctx, { id }: UserIdInput): Promise<UserView> {
  permit(ctx, 'user.enable');
  return inTransaction(
    ctx,
    async (tx, now) => {
      const before = await loadUser(tx, id);
      // Agents before people, as everybody locks them.
      await holdAgentsOf(tx, before.id);
      const { count } = await tx.user.updateMany({
        where: { id: before.id, disabledAt: { not: null } },
        data: { disabledAt: null, revision: { increment: 1 } },
      });
      if (count !== 1) throw conflict('not_disabled', 'this person is not disabled');
      const agents = await takeBackAgentsOf(tx, ctx, now, before);
      await writeAudit(tx, ctx, now, {
        event: 'user.enabled',
        subject: { kind: 'user', id: before.id },
        details: { email: before.email, agents },
      });
      return toUserView(await tx.user.findUniqueOrThrow({ where: { id: before.id } }));
    },
    { timeoutMs: HAND_ON_TIMEOUT_MS },
  );
}
