import type pg from 'pg';

/** Notes that a key was used now, by the database's clock. A key that is gone is not noted. */
export async function noteKeyUse(pool: pg.Pool, keyId: string): Promise<void> {
  await pool.query({
    name: 'note-key-use',
    text: `INSERT INTO api_key_uses AS u (key_id, last_used_at)
           SELECT id, clock_timestamp() FROM api_keys WHERE id = $1
               ON CONFLICT (key_id) DO UPDATE SET last_used_at = greatest(u.last_used_at, excluded.last_used_at)`,
    values: [keyId],
  });
}
