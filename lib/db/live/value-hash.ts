import { hash } from 'node:crypto';

/** How much of a hash is kept: enough that two values of a task never meet by chance. */
const BYTES = 8;

/** The salted hash of a value's form, as eight characters of one byte each. */
export const hashValue = (salt: string, form: string): string =>
  hash('sha256', `${salt}\u0000${form}`, 'buffer').toString('latin1', 0, BYTES);

/** The hashes of many forms, one after the other. */
export const packHashes = (salt: string, forms: readonly string[]): Buffer =>
  Buffer.from(forms.map((form) => hashValue(salt, form)).join(''), 'latin1');

/** What `packHashes` packed, from base 64, into a set. */
export function unpackHashes(base64: string, into: Set<string>): void {
  const text = Buffer.from(base64, 'base64').toString('latin1');
  for (let i = 0; i + BYTES <= text.length; i += BYTES) into.add(text.slice(i, i + BYTES));
}
