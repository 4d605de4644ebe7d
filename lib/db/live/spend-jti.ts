import { createHash } from 'node:crypto';
import type pg from 'pg';

/** By what an id that was accepted once is known. */
export const spentId = (parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url');

/** Takes down that something was accepted; false when it was accepted before, by whatever instance. */
export async function spendJti(pool: pg.Pool, parts: readonly string[], until: Date): Promise<boolean> {
  const { rowCount } = await pool.query({
    name: 'spend-jti',
    text: 'INSERT INTO spent_jtis (id, expires_at) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING',
    values: [spentId(parts), until],
  });
  return rowCount === 1;
}
