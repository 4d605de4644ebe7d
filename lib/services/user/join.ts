import type { JoinUserInput, UserView } from '@/lib/contract/user';
import type { Tx } from '@/lib/db/client';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { conflict, invalidInput } from '../errors';
import { inTransaction } from '../transaction';
import { loadUser } from './load';
import { toUserView } from './view';

/**
 * Declares that two accounts belong to one person. All accounts of both are that person's then: the one that the
 * other account is named by names them all. INVARIANT (approval-once): whoever decides meanwhile is held, so
 * this waits, or comes first and counts.
 */
export async function joinUser(ctx: Ctx, { id, with: other, reason }: JoinUserInput): Promise<UserView> {
  permit(ctx, 'user.join');
  return inTransaction(ctx, async (tx, now) => {
    await holdDeclarations(tx);
    const [one, named] = [await loadUser(tx, id), await loadUser(tx, other)];
    if (one.id === named.id) throw invalidInput('with', 'must be another account');
    const [from, to] = [personOf(one), personOf(named)];
    if (from === to) throw conflict('already_joined', 'these are accounts of one person already');
    await holdAccountsOf(tx, [from, to]);
    const joined = await tx.user.findMany({
      where: { OR: [{ id: from }, { samePersonAsId: from }] },
      select: { id: true },
    });
    // First those that name it, so that no account ever stands between two others.
    await tx.user.updateMany({
      where: { samePersonAsId: from },
      data: { samePersonAsId: to, revision: { increment: 1 } },
    });
    await tx.user.update({ where: { id: from }, data: { samePersonAsId: to, revision: { increment: 1 } } });
    await writeAudit(tx, ctx, now, {
      event: 'user.joined',
      subject: { kind: 'user', id: one.id },
      details: {
        with: { id: named.id, email: named.email },
        accounts: joined.map((account) => account.id),
        samePersonAs: to,
        ...(reason !== undefined && { reason }),
      },
    });
    return toUserView(await tx.user.findUniqueOrThrow({ where: { id: one.id } }));
  });
}

type Account = { id: string; samePersonAsId: string | null };
const personOf = ({ id, samePersonAsId }: Account): string => samePersonAsId ?? id;

/** One declaration at a time: two of them could make a ring. */
export async function holdDeclarations(tx: Tx): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('cordon.same-person', 0))`;
}

/** Holds every account of these people, so that none of them decides meanwhile. */
export async function holdAccountsOf(tx: Tx, people: readonly string[]): Promise<void> {
  await tx.$queryRaw`
    SELECT id FROM users WHERE coalesce(same_person_as, id) = ANY (${[...people]}) ORDER BY id FOR NO KEY UPDATE`;
}
