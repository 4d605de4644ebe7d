import type pg from 'pg';
import { sql, withClient } from './world';

/** Holds a lock while something is done; whoever waits for it goes on afterwards. */
export async function whileLocked<T>(
  url: string,
  lock: string,
  run: (holder: { pid: number; release(): Promise<unknown> }) => Promise<T>,
): Promise<T> {
  return withClient(url, async (client) => {
    await client.query('SET idle_in_transaction_session_timeout = 0; BEGIN');
    await client.query(lock);
    try {
      return await run({ pid: await pidOf(client), release: () => client.query('ROLLBACK') });
    } finally {
      await client.query('ROLLBACK');
    }
  });
}

const pidOf = async (client: pg.Client): Promise<number> =>
  (await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0]?.pid ?? 0;

/** How many connections wait for this one. */
export async function waitingFor(url: string, pid: number): Promise<number> {
  const [row] = await sql(
    url,
    'SELECT count(*)::int AS n FROM pg_stat_activity WHERE $1::int = ANY (pg_blocking_pids(pid))',
    [pid],
  );
  return row?.n ?? 0;
}

/** How many connections to this database wait for any lock. */
export async function waitingForLocks(url: string): Promise<number> {
  const [row] = await sql(
    url,
    `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  );
  return row?.n ?? 0;
}
