import type { PartUserInput, UserView } from '@/lib/contract/user';
import { refuse } from '@/lib/domain/refusal';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { conflict, refused } from '../errors';
import { inTransaction } from '../transaction';
import { holdAccountsOf, holdDeclarations } from './join';
import { loadUser } from './load';
import { toUserView } from './view';

/**
 * Declares that an account belongs to a person of its own. Where it named others, these go on being one person,
 * named by the oldest of them. Nobody parts their own accounts: they would become a second approver.
 */
export async function partUser(ctx: Ctx, { id, reason }: PartUserInput): Promise<UserView> {
  permit(ctx, 'user.part');
  return inTransaction(ctx, async (tx, now) => {
    await holdDeclarations(tx);
    const before = await loadUser(tx, id);
    const person = before.samePersonAsId ?? before.id;
    await holdAccountsOf(tx, [person]);
    const accounts = await tx.user.findMany({
      where: { OR: [{ id: person }, { samePersonAsId: person }] },
      orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
      select: { id: true },
    });
    if (accounts.length < 2) throw conflict('not_joined', 'this is the only account of its person');
    const { userId, keyGivenTo } = ctx.actor;
    if (accounts.some((one) => one.id === userId || one.id === keyGivenTo)) {
      throw refused(refuse('own_account', 'another admin must part accounts of your own'));
    }
    const others = accounts.filter((one) => one.id !== before.id);
    if (before.samePersonAsId === null) {
      const [names] = others;
      const rest = others.slice(1).map((one) => one.id);
      await tx.user.updateMany({
        where: { id: { in: others.map((one) => one.id) } },
        data: { samePersonAsId: null, revision: { increment: 1 } },
      });
      await tx.user.updateMany({
        where: { id: { in: rest } },
        data: { samePersonAsId: names?.id ?? null },
      });
    } else {
      await tx.user.update({
        where: { id: before.id },
        data: { samePersonAsId: null, revision: { increment: 1 } },
      });
    }
    await writeAudit(tx, ctx, now, {
      event: 'user.parted',
      subject: { kind: 'user', id: before.id },
      details: { from: others.map((one) => one.id), reason },
    });
    return toUserView(await tx.user.findUniqueOrThrow({ where: { id: before.id } }));
  });
}
