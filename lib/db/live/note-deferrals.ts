import type pg from 'pg';

/** A call that was put off. */
export type PutOff = {
  id: string;
  taskId: string;
  agentId: string;
  toolId: string;
  digest: string;
  reasons: readonly string[];
  decisionId: string;
  at: string;
  until: string;
};
export type Deferral = { id: string; expiresAt: string };

const keyOf = (one: { taskId: string; digest: string }): string => `${one.taskId} ${one.digest}`;

/**
 * Sets the clock of each call that was put off, unless it is running already: asking again gives no more time.
 * Answers, for each, the deferral it waits under. INVARIANT (expiry-by-evaluation): its end is compared when
 * the call is asked again (lib/domain/deferral.ts), and its task's version moves with it.
 */
export async function noteDeferrals(pool: pg.Pool, calls: readonly PutOff[]): Promise<Deferral[]> {
  // The same call may stand twice in a batch, and a statement meets a row once only.
  const first = new Map(calls.map((one) => [keyOf(one), one]));
  const list = [...first.values()];
  const column = (of: (one: PutOff) => string) => list.map(of);
  const { rows } = await pool.query<{ id: string; taskId: string; digest: string; expiresAt: Date }>({
    name: 'note-deferrals',
    text: `INSERT INTO deferrals AS f (id, task_id, agent_id, tool_id, digest, reasons, decision_id, deferred_at, expires_at)
           SELECT w.id, w.task, w.agent, w.tool, w.digest, string_to_array(w.reasons, ','), w.decision, w.at, w.until
             FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
                         $8::timestamptz[], $9::timestamptz[])
                  AS w (id, task, agent, tool, digest, reasons, decision, at, until)
            ORDER BY w.task, w.digest
               ON CONFLICT (task_id, digest) DO UPDATE SET calls = f.calls + 1
           RETURNING f.id, f.task_id AS "taskId", f.digest, f.expires_at AS "expiresAt"`,
    values: [
      column(({ id }) => id),
      column(({ taskId }) => taskId),
      column(({ agentId }) => agentId),
      column(({ toolId }) => toolId),
      column(({ digest }) => digest),
      column(({ reasons }) => reasons.join(',')),
      column(({ decisionId }) => decisionId),
      column(({ at }) => at),
      column(({ until }) => until),
    ],
  });
  const found = new Map(rows.map((row) => [keyOf(row), row]));
  return calls.map((one) => {
    const row = found.get(keyOf(one));
    if (row === undefined) throw new Error('a deferral was not written');
    return { id: row.id, expiresAt: row.expiresAt.toISOString() };
  });
}

/** Notes that a call which had been put off was allowed in the end, for people to see. */
export async function noteResolved(
  pool: pg.Pool,
  { taskId, digest, decisionId, at }: { taskId: string; digest: string; decisionId: string; at: string },
): Promise<void> {
  await pool.query({
    name: 'note-resolved',
    text: `UPDATE deferrals SET resolved_at = $3, resolved_by = $4
            WHERE task_id = $1 AND digest = $2 AND resolved_at IS NULL`,
    values: [taskId, digest, at, decisionId],
  });
}
