import { writeAudit } from '../audit';
import type { Ctx } from '../context';
import { invalidInput, ServiceError } from '../errors';
import { inTransaction } from '../transaction';
import { findPasswordLink } from './find-password-link';
import { hashPassword } from './password-hash';
import { voidLinks } from './password-link';
import { passwordRefusal } from './password-rule';
import { endSessionsOf } from './session-end';
import { personActor } from './session-start';
import { accountKey } from './sign-in-limit';

const linkIsVoid = (): ServiceError =>
  new ServiceError('refused', 'this link is used up or has ended; ask for a new one', {
    reason: 'link_void',
  });

/**
 * Sets a person's password with a one-time link. The link is spent, their other links are void and their
 * sessions are over: all of it, or nothing. The link's token is the permission.
 */
export async function setPassword(
  ctx: Ctx,
  { token, password }: { token: string; password: string },
): Promise<{ email: string }> {
  const link = await findPasswordLink(ctx.prisma, token);
  if (link === null) throw linkIsVoid();
  const refusal = passwordRefusal(password, link.user);
  if (refusal !== null) throw invalidInput('password', refusal);
  // Outside of the transaction: it takes a tenth of a second.
  const passwordHash = await hashPassword(password);

  return inTransaction(ctx, async (tx, now) => {
    const spent = await tx.passwordLink.updateMany({
      where: { id: link.id, usedAt: null, expiresAt: { gt: now } },
      data: { usedAt: now },
    });
    if (spent.count !== 1) throw linkIsVoid();
    const set = await tx.user.updateMany({
      where: { id: link.user.id, disabledAt: null },
      data: { passwordHash, passwordChangedAt: now, revision: { increment: 1 } },
    });
    if (set.count !== 1) throw linkIsVoid();
    await voidLinks(tx, now, link.user.id);
    const sessions = await endSessionsOf(tx, link.user.id, now);
    await tx.signInFailure.deleteMany({ where: { key: accountKey(link.user.email) } });
    const user = await tx.user.findUniqueOrThrow({ where: { id: link.user.id } });
    await writeAudit(tx, { ...ctx, actor: personActor(user) }, now, {
      event: 'user.password-set',
      subject: { kind: 'user', id: user.id },
      details: { sessionsEnded: sessions },
    });
    return { email: user.email };
  });
}
