import type { DemoCounts, SetupView } from '@/lib/contract/setup';
import type { Tx } from '@/lib/db/client';

type People = SetupView['people'];
type Run = { task: string; agent: string; endedAt: Date };

/** What the demo brought and is still there. Whoever can sign in is somebody by now. */
export async function loadDemoCounts(db: Tx, now: Date): Promise<DemoCounts> {
  const [row] = await db.$queryRaw<DemoCounts[]>`
    SELECT (SELECT count(*)::int FROM agents WHERE source = 'demo' AND state <> 'retired') AS agents,
           (SELECT count(*)::int FROM users WHERE source = 'demo' AND disabled_at IS NULL
                                              AND coalesce(password_hash, oidc_subject) IS NULL) AS people,
           (SELECT count(*)::int FROM systems WHERE source = 'demo') AS systems,
           (SELECT count(*)::int FROM api_keys WHERE source = 'demo' AND revoked_at IS NULL
                                                 AND (expires_at IS NULL OR expires_at > ${now})) AS keys,
           (SELECT count(*)::int FROM tasks t JOIN agents a ON a.id = t.agent_id
             WHERE a.source = 'demo' AND t.state IN ('running', 'paused') AND t.ends_at > ${now}) AS tasks`;
  if (row === undefined) throw new Error('a count has one row');
  return row;
}

/** Enabled admins, and which of them can sign in. Demo people and automation have no password. */
export async function loadAdmins(db: Tx): Promise<People> {
  const [row] = await db.$queryRaw<People[]>`
    SELECT count(*)::int AS admins,
           (count(*) FILTER (WHERE coalesce(password_hash, oidc_subject) IS NOT NULL))::int AS "canSignIn"
      FROM users WHERE 'admin' = ANY (roles) AND disabled_at IS NULL`;
  return row ?? { admins: 0, canSignIn: 0 };
}

/** The last time that the demo agent did its work to the end. */
export async function loadDemoRun(db: Tx): Promise<Run | null> {
  const rows = await db.$queryRaw<Run[]>`
    SELECT t.id AS task, t.agent_id AS agent, t.ended_at AS "endedAt"
      FROM agents a JOIN LATERAL (
           SELECT id, agent_id, ended_at FROM tasks
            WHERE agent_id = a.id AND state = 'completed' AND source = 'demo'
            ORDER BY started_at DESC LIMIT 1) t ON true
     WHERE a.source = 'demo' AND a.id LIKE 'demo-agent%'
     ORDER BY t.ended_at DESC LIMIT 1`;
  return rows[0] ?? null;
}
