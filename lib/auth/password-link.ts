import { database } from '@/lib/db/runtime';
import { findPasswordLink } from '@/lib/services/user/find-password-link';

/** Whose password a link would set, for the page that asks for it; null when the link is void. */
export async function findLinkPerson(token: unknown): Promise<{ email: string; name: string } | null> {
  if (typeof token !== 'string') return null;
  const link = await findPasswordLink((await database()).prisma, token);
  return link === null ? null : { email: link.user.email, name: link.user.name };
}
