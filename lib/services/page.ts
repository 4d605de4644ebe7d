import { invalidInput } from './errors';

/** An opaque cursor: where the next page begins. */
export const toCursor = (keys: readonly string[]): string =>
  Buffer.from(JSON.stringify(keys)).toString('base64url');

/** The keys in a cursor; null without one. Throws `invalid_input` for one that we did not make. */
export function fromCursor(cursor: string | undefined, length: number): string[] | null {
  if (cursor === undefined) return null;
  try {
    const keys: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(keys) && keys.length === length && keys.every((key) => typeof key === 'string'))
      return keys;
  } catch {
    // told below
  }
  throw invalidInput('cursor', 'is not one that this list gave');
}

/**
 * A page from rows that were read with one more than `limit`: the extra row says that there is a next
 * page. `keys` names where the last row of the page stands.
 */
export function toPage<Row, View>(
  rows: readonly Row[],
  limit: number,
  keys: (row: Row) => readonly string[],
  view: (row: Row) => View,
): { items: View[]; nextCursor: string | null } {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page.map(view),
    nextCursor: rows.length > limit && last !== undefined ? toCursor(keys(last)) : null,
  };
}
