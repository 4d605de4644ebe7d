import type { UserIdInput, UserView } from '@/lib/contract/user';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { conflict } from '../errors';
import { inTransaction } from '../transaction';
import { loadUser } from './load';
import { toUserView } from './view';

/** Enables a disabled person. What ended with disabling stays ended: they sign in anew. */
export async function enableUser(ctx: Ctx, { id }: UserIdInput): Promise<UserView> {
  permit(ctx, 'user.enable');
  return inTransaction(ctx, async (tx, now) => {
    const before = await loadUser(tx, id);
    const { count } = await tx.user.updateMany({
      where: { id: before.id, disabledAt: { not: null } },
      data: { disabledAt: null, revision: { increment: 1 } },
    });
    if (count !== 1) throw conflict('not_disabled', 'this person is not disabled');
    await writeAudit(tx, ctx, now, {
      event: 'user.enabled',
      subject: { kind: 'user', id: before.id },
      details: { email: before.email },
    });
    return toUserView(await tx.user.findUniqueOrThrow({ where: { id: before.id } }));
  });
}
