import type { Tx } from '@/lib/db/client';
import type { UserModel } from '@/lib/db/generated/models';
import { notFound } from '../errors';
import { canonicalEmail } from './sign-in-limit';

/** A person by id or e-mail address. */
export async function loadUser(tx: Tx, key: string): Promise<UserModel> {
  const where = key.includes('@') ? { email: canonicalEmail(key) } : { id: key };
  const row = await tx.user.findUnique({ where });
  if (row === null) throw notFound('person', key);
  return row;
}
