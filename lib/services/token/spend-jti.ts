import type { Prisma } from '@/lib/db/client';
import { spentId } from '@/lib/db/live/spend-jti';

/**
 * Takes down that something with an id of its own was accepted; false when it was accepted before, by whatever
 * instance, also before a restart. Kept until it could not be accepted any more anyway.
 */
export async function spendJti(prisma: Prisma, parts: readonly string[], until: Date): Promise<boolean> {
  const count = await prisma.$executeRaw`
    INSERT INTO spent_jtis (id, expires_at) VALUES (${spentId(parts)}, ${until}) ON CONFLICT (id) DO NOTHING`;
  return count === 1;
}
