import type { Prisma } from '@/lib/db/client';
import type { Role } from '@/lib/domain/role';
import { SESSION_IDLE_MINUTES } from '@/lib/domain/session';
import { sessionIdOf } from '@/lib/services/user/session-secret';

/** A signed-in person as of this moment. */
export type Session = {
  id: string;
  user: { id: string; name: string; email: string; roles: readonly Role[] };
};

type Row = {
  user_id: string;
  name: string;
  email: string;
  roles: string[];
  is_due: boolean;
};

/**
 * The live session behind a cookie's secret, with its person's roles of this moment. Ended, idle and
 * expired sessions and disabled people are refused here, by the database's clock.
 * INVARIANT (expiry-by-evaluation): sign-out, disabling, demotion and a new password act at the next request.
 */
export async function findSession(prisma: Prisma, secret: string): Promise<Session | null> {
  const id = sessionIdOf(secret);
  const rows = await prisma.$queryRaw<Row[]>`
    SELECT s.user_id, u.name, u.email, u.roles::text[] AS roles,
           s.last_seen_at < clock_timestamp() - interval '1 minute' AS is_due
      FROM sessions s JOIN users u ON u.id = s.user_id
     WHERE s.id = ${id} AND s.ended_at IS NULL AND u.disabled_at IS NULL
       AND s.expires_at > clock_timestamp()
       AND s.last_seen_at > clock_timestamp() - make_interval(mins => ${SESSION_IDLE_MINUTES}::int)`;
  const [row] = rows;
  if (row === undefined) return null;
  if (row.is_due) await noteSeen(prisma, id);
  const { user_id, name, email, roles } = row;
  return { id, user: { id: user_id, name, email, roles: roles as Role[] } };
}

/** At most once a minute, and only while the session lives: it must not revive one that has gone idle. */
async function noteSeen(prisma: Prisma, id: string): Promise<void> {
  try {
    await prisma.$executeRaw`
      UPDATE sessions SET last_seen_at = clock_timestamp()
       WHERE id = ${id} AND ended_at IS NULL AND last_seen_at < clock_timestamp() - interval '1 minute'
         AND last_seen_at > clock_timestamp() - make_interval(mins => ${SESSION_IDLE_MINUTES}::int)`;
  } catch (error) {
    // A full disk must not keep an admin from seeing why. The session goes idle early, nothing worse.
    console.error('a session could not be noted as seen:', error);
  }
}
