import type { Tx } from '@/lib/db/client';
import { refuse } from '@/lib/domain/refusal';
import { refused } from '../errors';

/**
 * Throws `refused` when nobody but this person could administer any more. Holds a lock until the
 * transaction ends, so that two admins cannot take each other away at once: ask before the change.
 */
export async function keepAnAdmin(tx: Tx, userId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('cordon.last-admin', 0))`;
  const others = await tx.user.count({
    where: { id: { not: userId }, roles: { has: 'admin' }, disabledAt: null },
  });
  if (others === 0) throw refused(refuse('last_admin', 'the last enabled admin must stay one'));
}
