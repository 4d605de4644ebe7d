import type pg from 'pg';

/** An agent that could mean a call of some tool, with its newest tasks that run now. */
export type Runner = { agentId: string; taskIds: string[] };

const MOST_TASKS = 20;

const SQL = `
SELECT a.id AS "agentId", t.ids AS "taskIds"
  FROM agents a
 CROSS JOIN LATERAL (
   SELECT array_agg(r.id) AS ids FROM (
     SELECT t.id FROM tasks t
      WHERE t.agent_id = a.id AND t.state = 'running' AND t.ends_at > clock_timestamp() AND ($4::text IS NULL OR t.id = $4)
      ORDER BY t.id DESC LIMIT ${MOST_TASKS}) r) t
 WHERE a.id > $1 AND a.state = 'active' AND t.ids IS NOT NULL
   AND (cardinality($3::text[]) = 0 OR a.id = ANY ($3))
   AND EXISTS (SELECT FROM entitlements e
                WHERE e.agent_id = a.id AND e.system_id = $2 AND e.revoked_at IS NULL AND e.ends_at > clock_timestamp())
 ORDER BY a.id LIMIT $5`;

/**
 * Active agents with a live entitlement at a system and a task that runs now, by id. Only where to look:
 * whether they may is decided.
 */
export async function findRunners(
  pool: pg.Pool,
  asked: {
    after: string;
    systemId: string;
    agentIds: readonly string[];
    taskId: string | null;
    limit: number;
  },
): Promise<Runner[]> {
  const { after, systemId, agentIds, taskId, limit } = asked;
  const values = [after, systemId, agentIds, taskId, limit];
  const { rows } = await pool.query<Runner>({ name: 'find-runners', text: SQL, values });
  return rows;
}
