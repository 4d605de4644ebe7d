import type { PersonRef } from '@/lib/contract/common';
import type { Tx } from '@/lib/db/client';
import { invalidInput } from '../errors';

/** What a person's row must bring to be shown as somebody's owner. */
export const personSelect = { id: true, name: true, email: true, disabledAt: true } as const;
type PersonRow = { id: string; name: string; email: string; disabledAt: Date | null };

export const toPersonRef = (row: PersonRow): PersonRef => ({
  id: row.id,
  name: row.name,
  email: row.email,
  disabled: row.disabledAt !== null,
});

/** The person behind an e-mail address in a field of the input. Throws `invalid_input`, naming the field. */
export async function loadPersonByEmail(tx: Tx, field: string, email: string): Promise<PersonRow> {
  const row = await tx.user.findUnique({ where: { email: email.toLowerCase() }, select: personSelect });
  if (row === null) throw invalidInput(field, `nobody here has the address \`${email}\``);
  return row;
}
