import { createHash } from 'node:crypto';
import type { Prisma } from '@/lib/db/client';

/**
 * Takes down that something with an id of its own was accepted; false when it was accepted before, by whatever
 * instance, also before a restart. Kept until it could not be accepted any more anyway.
 */
export async function spendJti(prisma: Prisma, parts: readonly string[], until: Date): Promise<boolean> {
  const id = createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
  const count = await prisma.$executeRaw`
    INSERT INTO spent_jtis (id, expires_at) VALUES (${id}, ${until}) ON CONFLICT (id) DO NOTHING`;
  return count === 1;
}
