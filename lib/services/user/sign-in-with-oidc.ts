import { writeAudit } from '../audit';
import type { Ctx } from '../context';
import { isUniqueViolation } from '../errors';
import { inTransaction } from '../transaction';
import { type Origin, type SignedIn, startSession } from './session-start';
import { canonicalEmail } from './sign-in-limit';

/** What the identity provider says, from an id token whose signature, issuer and nonce were checked. */
export type OidcClaims = { issuer: string; subject: string; email: string | null; emailVerified: boolean };

/** A subject is unique only within its issuer. */
const subjectKey = ({ issuer, subject }: OidcClaims): string => `${issuer}|${subject}`;

/**
 * Signs in the person whom an identity provider names: the one linked to its subject, else an enabled one
 * without a subject who has the address that the provider has verified; from then on they are linked.
 * Null for everybody else: people are created here, by an admin, never by signing in.
 */
export async function signInWithOidc(ctx: Ctx, claims: OidcClaims, origin: Origin): Promise<SignedIn | null> {
  const oidcSubject = subjectKey(claims);
  try {
    return await inTransaction(ctx, async (tx, now) => {
      const linked = await tx.user.findUnique({ where: { oidcSubject } });
      const user = linked ?? (await link());
      const held =
        user === null
          ? []
          : await tx.$queryRaw<{ id: string }[]>`
              SELECT id FROM users
               WHERE id = ${user.id} AND disabled_at IS NULL AND oidc_subject = ${oidcSubject} FOR SHARE`;
      if (user !== null && held.length === 1) return startSession(tx, ctx, now, user, 'oidc', origin);
      await writeAudit(tx, ctx, now, {
        event: 'session.refused',
        subject: user === null ? { kind: 'oidc', id: oidcSubject } : { kind: 'user', id: user.id },
        details: { address: origin.address, disabled: user !== null, method: 'oidc' },
      });
      return null;

      async function link() {
        if (claims.email === null || !claims.emailVerified) return null;
        const email = canonicalEmail(claims.email);
        const { count } = await tx.user.updateMany({
          where: { email, oidcSubject: null, disabledAt: null },
          data: { oidcSubject, revision: { increment: 1 } },
        });
        if (count !== 1) return null;
        const user = await tx.user.findUniqueOrThrow({ where: { email } });
        await writeAudit(tx, ctx, now, {
          event: 'user.linked',
          subject: { kind: 'user', id: user.id },
          details: { issuer: claims.issuer },
        });
        return user;
      }
    });
  } catch (error) {
    // Somebody else was linked to this subject in the same moment.
    if (isUniqueViolation(error)) return null;
    throw error;
  }
}
