import type { Tx } from '@/lib/db/client';
import { invalidInput } from '../errors';

/**
 * The people with these addresses, each once. Who has left or lost the role may stay in a group: they decide
 * nothing while it is so. Throws `invalid_input` for an address that is nobody's.
 */
export async function loadMembers(
  tx: Tx,
  emails: readonly string[],
): Promise<{ id: string; email: string }[]> {
  const wanted = [...new Set(emails.map((email) => email.toLowerCase()))];
  const found = await tx.user.findMany({
    where: { email: { in: wanted } },
    select: { id: true, email: true },
  });
  const missing = wanted.find((email) => !found.some((one) => one.email === email));
  if (missing !== undefined) throw invalidInput('members', `nobody here has the address \`${missing}\``);
  return found;
}
