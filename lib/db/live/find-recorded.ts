import type pg from 'pg';

/** A decision as it was recorded, with the escalation or the deferral that waits for it. */
export type RecordedRow = {
  id: string;
  record: string;
  escalation: { id: string; expires_at: string } | null;
  deferral: { id: string; expires_at: string } | null;
};

const SQL = `
SELECT d.id, d.record,
       (SELECT json_build_object('id', e.id, 'expires_at', e.expires_at) FROM escalations e
         WHERE e.task_id = d.task_id AND e.digest = d.record::json ->> 'digest'
         ORDER BY e.decision_id = d.id DESC, e.requested_at <= d.at DESC, e.id DESC LIMIT 1) AS escalation,
       CASE WHEN d.outcome = 'defer' THEN (
         SELECT json_build_object('id', f.id, 'expires_at', f.expires_at) FROM deferrals f
          WHERE f.task_id = d.task_id AND f.digest = d.record::json ->> 'digest') END AS deferral
  FROM decisions d WHERE d.id = ANY ($1)`;

/** Finds recorded decisions by id. */
export async function findRecorded(pool: pg.Pool, ids: readonly string[]): Promise<RecordedRow[]> {
  const { rows } = await pool.query<RecordedRow>({ name: 'find-recorded', text: SQL, values: [ids] });
  return rows;
}
