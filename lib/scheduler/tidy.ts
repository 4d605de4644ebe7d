import type pg from 'pg';

/** What nothing refers to any more, with how long it is kept. None of it is part of the ledger. */
const STALE = {
  sign_in_failures: `at < now() - interval '1 day'`,
  idempotency_keys: `created_at < now() - interval '3 days'`,
  password_links: `least(used_at, expires_at) < now() - interval '30 days'`,
  spent_jtis: `expires_at < now() - interval '1 hour'`,
  issued_tokens: `expires_at < now() - interval '30 days'`,
  sessions: `least(ended_at, expires_at) < now() - interval '30 days'`,
} as const;

/** Deletes what is stale. Nothing depends on it: rows that have ended are judged by their times. */
export async function tidy(pool: pg.Pool): Promise<void> {
  for (const [table, isStale] of Object.entries(STALE)) {
    await pool.query(`DELETE FROM ${table} WHERE ${isStale}`);
  }
}
