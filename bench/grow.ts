import type pg from 'pg';

const STEP = 100_000;

/**
 * Fills the log up to a size with copies of a recorded decision: the same sizes and the same spread over
 * agents and time as real ones, but no chain. For measuring only.
 */
export async function growTo(client: pg.Client, size: number): Promise<void> {
  const { rows } = await client.query<{ n: string }>('SELECT count(*) AS n FROM decisions');
  const present = Number(rows[0]?.n ?? 0);
  for (let from = present; from < size; from += STEP) {
    const count = Math.min(STEP, size - from);
    await client.query(
      `INSERT INTO decisions (id, at, writer, seq, agent_id, task_id, tool_id, action_class, outcome, reason, record, hash)
       SELECT 'dec_' || ulid_time(t.at) || lpad(to_hex($1::int + n), 16, '0'), t.at, 'bench', $1::int + n,
              'agent-' || (n % 200 + 1), d.task_id, d.tool_id, d.action_class, d.outcome, d.reason, d.record, d.hash
         FROM generate_series(1, $2::int) n,
              LATERAL (SELECT clock_timestamp() - make_interval(secs => 1800000.0 * ($3::int - $1::int - n) / $3::int) AS at) t,
              (SELECT * FROM decisions ORDER BY id DESC LIMIT 1) d`,
      [from, count, size],
    );
  }
  await client.query('VACUUM ANALYZE decisions');
}
