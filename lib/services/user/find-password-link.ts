import type { Prisma } from '@/lib/db/client';
import { databaseNow } from '../transaction';
import { linkHashOf } from './password-link';

/** Whose password a link would set; null when it is used, has ended or never was. Changes nothing. */
export async function findPasswordLink(
  prisma: Prisma,
  token: string,
): Promise<{ id: string; user: { id: string; email: string; name: string } } | null> {
  const tokenHash = linkHashOf(token);
  if (tokenHash === null) return null;
  return prisma.passwordLink.findFirst({
    where: {
      tokenHash,
      usedAt: null,
      expiresAt: { gt: await databaseNow(prisma) },
      user: { disabledAt: null },
    },
    select: { id: true, user: { select: { id: true, email: true, name: true } } },
  });
}
