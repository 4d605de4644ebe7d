import type { Tx } from '@/lib/db/client';
import { invalidInput } from '../errors';
import { loadPersonByEmail } from '../user/person';

/** The person who is to answer for something. Throws `invalid_input` for one who is not known or disabled. */
export async function loadOwner(tx: Tx, field: string, email: string): Promise<{ id: string }> {
  const person = await loadPersonByEmail(tx, field, email);
  if (person.disabledAt !== null) throw invalidInput(field, `\`${email}\` is disabled`);
  return person;
}

/** The same for the backup owner, who must be somebody else. */
export async function loadBackupOwner(tx: Tx, email: string, ownerId: string): Promise<{ id: string }> {
  const person = await loadOwner(tx, 'backupOwner', email);
  if (person.id === ownerId) throw invalidInput('backupOwner', 'must be somebody else than the owner');
  return person;
}
