import { writeAudit } from '../audit';
import { type Ctx, systemActor } from '../context';
import { inTransaction } from '../transaction';
import { isPassword } from './password-hash';
import { type Origin, type SignedIn, startSession } from './session-start';
import { type Attempt, accountKey, canonicalEmail, claimAttempt, forgiveAttempt } from './sign-in-limit';

/** What a verb runs under before anybody is known. It has no role. */
export const beforeSignIn = (ctx: Omit<Ctx, 'actor' | 'ifMatch'>): Ctx => ({
  ...ctx,
  actor: { ...systemActor('sign-in'), roles: [] },
  ifMatch: null,
});

type Credentials = { email: string; password: string };

/**
 * Signs a person in with their password; null when the two do not fit, without telling which of them is
 * wrong. Throws `too_many_requests` after ten failures of the account or the network within 15 minutes.
 */
export async function signInWithPassword(
  ctx: Ctx,
  { email, password }: Credentials,
  origin: Origin,
): Promise<SignedIn | null> {
  const attempt = await claimAttempt(ctx, email, origin.address);
  const address = canonicalEmail(email);
  const known = await ctx.prisma.user.findUnique({ where: { email: address } });
  const fits = await isPassword(password, known?.passwordHash ?? null);

  return inTransaction(ctx, async (tx, now) => {
    if (known !== null && fits) {
      // The lock and the comparison: nobody who was disabled, and no password that was replaced, meanwhile.
      const held = await tx.$queryRaw<{ id: string }[]>`
        SELECT id FROM users
         WHERE id = ${known.id} AND disabled_at IS NULL AND password_hash = ${known.passwordHash} FOR SHARE`;
      if (held.length === 1) {
        await forgiveAttempt(tx, attempt, email);
        return startSession(tx, ctx, now, known, 'password', origin);
      }
    }
    await writeRefusal(tx, ctx, now, { email, known, attempt, origin });
    return null;
  });
}

/** At most one row a counted failure, so the lock-out bounds the audit too. */
async function writeRefusal(
  tx: Parameters<typeof writeAudit>[0],
  ctx: Ctx,
  now: Date,
  refused: {
    email: string;
    known: { id: string; name: string; disabledAt: Date | null } | null;
    attempt: Attempt;
    origin: Origin;
  },
): Promise<void> {
  const { email, known, attempt, origin } = refused;
  await writeAudit(tx, ctx, now, {
    event: 'session.refused',
    subject: known === null ? { kind: 'account', id: accountKey(email) } : { kind: 'user', id: known.id },
    details: {
      address: origin.address,
      disabled: known !== null && known.disabledAt !== null,
      locked: attempt.left === 0,
    },
  });
}
