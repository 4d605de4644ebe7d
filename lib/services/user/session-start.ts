import type { Tx } from '@/lib/db/client';
import type { Role } from '@/lib/domain/role';
import { writeAudit } from '../audit';
import type { Actor, Ctx } from '../context';
import { newSessionSecret, sessionIdOf } from './session-secret';

const SESSION_HOURS = 12;
const MOST_AGENT_LENGTH = 300;

/** Where a sign-in comes from, for the list of sessions and the audit. */
export type Origin = { address: string | null; userAgent: string | null };
export type SignedIn = { secret: string; user: { id: string; name: string; email: string } };

type UserRow = { id: string; name: string; email: string; roles: readonly Role[] };

/** The person as the one who acts, for deeds that need no session: signing in, setting a password. */
export const personActor = ({ id, name, roles }: UserRow): Actor => ({
  kind: 'user',
  id,
  name,
  roles,
  userId: id,
  systemIds: [],
  agentIds: [],
});

/**
 * Starts a session with a secret of its own and answers that secret once. The caller must hold a lock on
 * the person's row and have seen it enabled: then disabling them either comes later and ends this session
 * too, or came before.
 */
export async function startSession(
  tx: Tx,
  ctx: Ctx,
  now: Date,
  user: UserRow,
  method: 'password' | 'oidc',
  { address, userAgent }: Origin,
): Promise<SignedIn> {
  const secret = newSessionSecret();
  const id = sessionIdOf(secret);
  await tx.session.create({
    data: {
      id,
      userId: user.id,
      createdAt: now,
      lastSeenAt: now,
      expiresAt: new Date(now.getTime() + SESSION_HOURS * 3_600_000),
      userAgent: userAgent?.slice(0, MOST_AGENT_LENGTH) ?? null,
      address,
    },
  });
  await writeAudit(tx, { ...ctx, actor: personActor(user) }, now, {
    event: 'session.started',
    subject: { kind: 'session', id },
    details: { method, address },
  });
  return { secret, user: { id: user.id, name: user.name, email: user.email } };
}
