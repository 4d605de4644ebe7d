import type pg from 'pg';
import { KEPT_DAYS, type TidiedTable } from '@/lib/domain/retention';

/** When each row of what nothing refers to any more has ended. None of it is part of the ledger. */
const ENDED_AT: Record<TidiedTable, string> = {
  sign_in_failures: 'at',
  idempotency_keys: 'created_at',
  password_links: 'least(used_at, expires_at)',
  spent_jtis: 'expires_at',
  issued_tokens: 'expires_at',
  sessions: 'least(ended_at, expires_at)',
  // Their deliveries go with them. What was not told yet stays.
  outbox_events: 'fanned_out_at',
  // One that is still tried has no end.
  callback_deliveries: 'coalesce(delivered_at, given_up_at)',
};

/** Deletes what is stale. Nothing depends on it: rows that have ended are judged by their times. */
export async function tidy(pool: pg.Pool): Promise<void> {
  for (const [table, endedAt] of Object.entries(ENDED_AT)) {
    const seconds = KEPT_DAYS[table as TidiedTable] * 24 * 3600;
    await pool.query(`DELETE FROM ${table} WHERE ${endedAt} < now() - make_interval(secs => $1)`, [seconds]);
  }
}
