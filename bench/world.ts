import { createHash, randomBytes } from 'node:crypto';
import pg from 'pg';

/** What the load asks about. */
export type World = { key: string; calls: { agent: string; task: string; tool: string }[] };

/**
 * Fills a migrated, empty database with agents that have everything a decision looks at: owners, systems,
 * tools with schemas, entitlements, running tasks and live grants. In bulk, into the real tables.
 */
export async function makeWorld(
  url: string,
  { agents, tasksPerAgent }: { agents: number; tasksPerAgent: number },
): Promise<World> {
  const key = `cdn_${randomBytes(32).toString('base64url')}`;
  const hash = createHash('sha256').update(key).digest('hex');
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const schema = {
    type: 'object',
    properties: { q: { type: 'string' }, limit: { type: 'integer' } },
    required: ['q'],
  };
  try {
    await client.query('BEGIN');
    // The budget of a tier would end the run within a second; it is still counted and compared.
    await client.query(
      `UPDATE tiers SET rules = rules || '{"callsPerMinutePerTask": 1000000000, "callsPerMinutePerAgent": 1000000000}'`,
    );
    await client.query(
      `INSERT INTO users (id, email, name, roles) VALUES ('usr_bench', 'bench@example.com', 'Bench', '{admin}')`,
    );
    await client.query(
      `INSERT INTO systems (id, name, kind, zone, environment, sensitivity, owner_id)
       SELECT 'crm-' || n, 'CRM ' || n, 'http', 'internal', 'production', 'internal', 'usr_bench' FROM generate_series(1, 10) n`,
    );
    await client.query(
      `INSERT INTO tools (id, system_id, name, action_class, sensitivity, returns_untrusted, reversible, input_schema,
                          sensitive_arguments, digest, reviewed_digest, state)
       SELECT 'crm-' || s || '/contacts.op' || t, 'crm-' || s, 'contacts.op' || t, 'read', 'internal', false, true, $1,
              '{}', 'd', 'd', 'reviewed'
         FROM generate_series(1, 10) s, generate_series(1, 10) t`,
      [JSON.stringify(schema)],
    );
    await client.query(
      `INSERT INTO agents (id, name, purpose, owner_id, risk_tier, autonomy, environment, state)
       SELECT 'agent-' || n, 'Agent ' || n, 'Bench', 'usr_bench', 'moderate', 'supervised', 'production', 'active'
         FROM generate_series(1, $1::int) n`,
      [agents],
    );
    await client.query(
      `INSERT INTO entitlements (id, agent_id, system_id, tools, action_classes, resources, max_sensitivity, activation,
                                 max_ttl_seconds, ends_at, reason, created_by_id)
       SELECT 'ent_' || n || '-' || s, 'agent-' || n, 'crm-' || ((n + s) % 10 + 1), '{contacts.*}', '{read,write}', '{}',
              'confidential', 'automatic', 36000, now() + interval '30 days', 'bench', 'usr_bench'
         FROM generate_series(1, $1::int) n, generate_series(1, 3) s`,
      [agents],
    );
    await client.query(
      `INSERT INTO tasks (id, agent_id, purpose, action_classes, started_at, ends_at, opened_by)
       SELECT 'tsk_' || ulid_time(clock_timestamp()) || lpad(to_hex(n * 1000 + t), 16, '0'), 'agent-' || n,
              'Find the contacts of our customers in the north', '{read}', date_trunc('milliseconds', now()), date_trunc('milliseconds', now()) + interval '11 hours', 'bench'
         FROM generate_series(1, $1::int) n, generate_series(1, $2::int) t`,
      [agents, tasksPerAgent],
    );
    await client.query(
      `INSERT INTO grants (id, task_id, task_ends_at, entitlement_id, system_id, tools, action_classes, resources,
                           max_sensitivity, starts_at, ends_at, reason, created_by)
       SELECT 'grt_' || substr(t.id, 5) || '-' || e.id, t.id, t.ends_at, e.id, e.system_id, e.tools, '{read}', '{}',
              e.max_sensitivity, t.started_at, t.ends_at, 'bench', 'usr_bench'
         FROM tasks t JOIN entitlements e USING (agent_id)`,
    );
    await client.query(
      `INSERT INTO api_keys (id, name, key_hash, hint, roles, system_ids)
       SELECT 'key_bench', 'bench', $1, 'none', '{pep}', array_agg(id) FROM systems`,
      [hash],
    );
    await client.query('COMMIT');
    await client.query('ANALYZE');
    const { rows } = await client.query<{ agent: string; task: string; tool: string }>(
      `SELECT t.agent_id AS agent, t.id AS task, min(g.system_id) || '/contacts.op' || (row_number() OVER () % 10 + 1) AS tool
         FROM tasks t JOIN grants g ON g.task_id = t.id GROUP BY t.agent_id, t.id`,
    );
    return { key, calls: rows };
  } finally {
    await client.end();
  }
}
