import { createHash, randomBytes } from 'node:crypto';
import pg from 'pg';
import type { Question } from './client';

/** One agent with everything that a call needs: an owner, an entitlement, a running task, a live grant. */
export type Cast = {
  owner: string;
  /** Somebody who answers for nothing, and can be asked to. */
  keeper: string;
  agent: string;
  entitlement: string;
  task: string;
  grant: string;
  tool: string;
  key: string;
  keyId: string;
  /** What delegated the task; null in a world without delegation. */
  above: Above | null;
};

/** A task that delegates, with what it could do the call itself by. */
export type Above = { owner: string; agent: string; entitlement: string; task: string; grant: string };

export type WorldOptions = {
  casts: number;
  /** Whether each cast has a tool of its own; otherwise all share one. */
  ownTools?: boolean;
  /** Whether each cast has a key of its own; otherwise all share one. */
  ownKeys?: boolean;
  /** Told apart from other worlds in the same database. */
  name?: string;
  uses?: number | null;
  taskSeconds?: number;
  grantSeconds?: number;
  /** Calls a minute of an agent and of a task; by default as good as no limit. */
  callsPerMinute?: number;
  /** Whether each task was delegated by one of another agent, with another owner. */
  delegated?: boolean;
};

const INPUT_SCHEMA = {
  type: 'object',
  properties: { q: { type: 'string' }, limit: { type: 'integer' } },
};

/** Runs statements on a connection of their own, as whoever owns the database. */
export async function withClient<T>(url: string, run: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => {});
  await client.connect();
  try {
    return await run(client);
  } finally {
    await client.end().catch(() => {});
  }
}

export const sql = (url: string, text: string, values: unknown[] = []) =>
  withClient(url, async (client) => (await client.query(text, values)).rows);

/**
 * Fills a database in bulk. Every cast may call its tool, which writes `internal` data of the system
 * `crm-<name>`, until something is taken away.
 */
export async function makeWorld(url: string, options: WorldOptions): Promise<Cast[]> {
  const { casts, name = 'w', ownTools = false, ownKeys = false, uses = null } = options;
  const { delegated = false } = options;
  const { taskSeconds = 3600, grantSeconds = taskSeconds, callsPerMinute = 1_000_000_000 } = options;
  const keys = Array.from(
    { length: ownKeys ? casts : 1 },
    () => `cdn_${randomBytes(32).toString('base64url')}`,
  );
  const hashes = keys.map((key) => createHash('sha256').update(key).digest('hex'));
  const system = `crm-${name}`;

  return withClient(url, async (client) => {
    await client.query('BEGIN');
    await client.query(
      `UPDATE tiers SET rules = rules || jsonb_build_object('callsPerMinutePerTask', $1::int, 'callsPerMinutePerAgent', $1::int)`,
      [callsPerMinute],
    );
    await client.query(
      `INSERT INTO users (id, email, name, roles)
       SELECT 'usr_' || $1::text || n, $1::text || n || '@example.com', 'Owner ' || n, '{approver}' FROM generate_series(1, $2::int) n`,
      [name, casts],
    );
    await client.query(
      `INSERT INTO users (id, email, name, roles) VALUES ('usr_keeper' || $1::text, 'keeper' || $1 || '@example.com', 'Keeper', '{approver}')`,
      [name],
    );
    await client.query(
      `INSERT INTO systems (id, name, kind, zone, environment, sensitivity, owner_id)
       VALUES ($1, 'CRM', 'http', 'internal', 'production', 'internal', NULL)`,
      [system],
    );
    await client.query(
      `INSERT INTO tools (id, system_id, name, action_class, sensitivity, returns_untrusted, reversible, input_schema,
                          sensitive_arguments, digest, reviewed_digest, state)
       SELECT $1::text || '/op' || n, $1, 'op' || n, 'write', 'internal', false, true, $2, '{}', 'd', 'd', 'reviewed'
         FROM generate_series(1, $3::int) n`,
      [system, JSON.stringify(INPUT_SCHEMA), ownTools ? casts : 1],
    );
    await client.query(
      `INSERT INTO agents (id, name, purpose, owner_id, risk_tier, autonomy, environment, state)
       SELECT $1::text || '-' || n, 'Agent ' || n, 'Keeps contacts', 'usr_' || $1 || n, 'moderate', 'supervised', 'production', 'active'
         FROM generate_series(1, $2::int) n`,
      [name, casts],
    );
    await client.query(
      `INSERT INTO entitlements (id, agent_id, system_id, tools, action_classes, resources, max_sensitivity, activation,
                                 max_ttl_seconds, starts_at, ends_at, reason, created_by_id)
       SELECT 'ent_' || $1::text || n, $1 || '-' || n, $2, '{*}', '{write}', '{}', 'confidential', 'automatic', 36000,
              clock_timestamp() - interval '1 minute', clock_timestamp() + interval '30 days', 'test', 'usr_' || $1 || n
         FROM generate_series(1, $3::int) n`,
      [name, system, casts],
    );
    if (delegated) await makeDelegators(client, { name, casts, system, taskSeconds });
    const { rows } = await client.query<{ task: string; grant: string; n: number }>(
      `WITH made AS (
         INSERT INTO tasks (id, agent_id, purpose, action_classes, started_at, ends_at, opened_by, parent_task_id)
         SELECT 'tsk_' || ulid_time(at) || lpad(n::text, 16, '0'), $1::text || '-' || n, 'Tidy up the contacts',
                '{read,write}', at, at + make_interval(secs => $3::float8), 'test',
                (SELECT p.id FROM tasks p WHERE p.agent_id = 'boss-' || $1::text || '-' || n)
           FROM generate_series(1, $2::int) n, date_trunc('milliseconds', clock_timestamp()) at
         RETURNING id, agent_id, started_at, ends_at),
       numbered AS (SELECT *, substr(agent_id, length($1::text) + 2)::int AS n FROM made)
       SELECT id AS task, n, 'grt_' || $1 || n AS grant FROM numbered ORDER BY n`,
      [name, casts, taskSeconds],
    );
    await client.query(
      `INSERT INTO grants (id, task_id, task_ends_at, entitlement_id, system_id, tools, action_classes, resources,
                           max_sensitivity, starts_at, ends_at, uses, reason, created_by)
       SELECT 'grt_' || $1::text || substr(t.agent_id, length($1::text) + 2), t.id, t.ends_at,
              'ent_' || $1 || substr(t.agent_id, length($1::text) + 2), $2, '{*}', '{write}', '{}', 'confidential', t.started_at,
              least(t.ends_at, t.started_at + make_interval(secs => $4::float8)), $3, 'test', 'test'
         FROM tasks t WHERE t.agent_id LIKE $1 || '-%'`,
      [name, system, uses, grantSeconds],
    );
    await client.query(
      `INSERT INTO api_keys (id, name, key_hash, hint, roles, system_ids)
       SELECT 'key_' || $1::text || n, 'Key ' || n, hash, 'none', '{pep}', ARRAY[$3::text]
         FROM unnest($2::text[]) WITH ORDINALITY AS k (hash, n)`,
      [name, hashes, system],
    );
    const bosses = new Map(
      (
        await client.query<{ id: string; n: number }>(
          `SELECT id, substr(agent_id, length($1::text) + 7)::int AS n FROM tasks WHERE agent_id LIKE 'boss-' || $1 || '-%'`,
          [name],
        )
      ).rows.map(({ id, n }) => [n, id]),
    );
    await client.query('COMMIT');
    return rows.map(({ task, grant, n }) => ({
      owner: `usr_${name}${n}`,
      keeper: `usr_keeper${name}`,
      agent: `${name}-${n}`,
      entitlement: `ent_${name}${n}`,
      task,
      grant,
      tool: `${system}/op${ownTools ? n : 1}`,
      key: keys[ownKeys ? n - 1 : 0] ?? '',
      keyId: `key_${name}${ownKeys ? n : 1}`,
      above: delegated
        ? {
            owner: `usr_boss${name}${n}`,
            agent: `boss-${name}-${n}`,
            entitlement: `ent_boss${name}${n}`,
            task: bosses.get(n) ?? '',
            grant: `grt_boss${name}${n}`,
          }
        : null,
    }));
  });
}

type Delegators = { name: string; casts: number; system: string; taskSeconds: number };

/** One agent above each cast's, whose task holds a grant for the same and lasts a minute longer. */
async function makeDelegators(
  client: pg.Client,
  { name, casts, system, taskSeconds }: Delegators,
): Promise<void> {
  await client.query(
    `INSERT INTO users (id, email, name, roles)
     SELECT 'usr_boss' || $1::text || n, 'boss' || $1::text || n || '@example.com', 'Boss ' || n, '{approver}'
       FROM generate_series(1, $2::int) n`,
    [name, casts],
  );
  await client.query(
    `INSERT INTO agents (id, name, purpose, owner_id, risk_tier, autonomy, environment, state)
     SELECT 'boss-' || $1::text || '-' || n, 'Boss ' || n, 'Delegates', 'usr_boss' || $1 || n, 'moderate', 'supervised',
            'production', 'active' FROM generate_series(1, $2::int) n`,
    [name, casts],
  );
  await client.query(
    `INSERT INTO entitlements (id, agent_id, system_id, tools, action_classes, resources, max_sensitivity, activation,
                               max_ttl_seconds, starts_at, ends_at, reason, created_by_id)
     SELECT 'ent_boss' || $1::text || n, 'boss-' || $1 || '-' || n, $2, '{*}', '{write}', '{}', 'confidential', 'automatic',
            36000, clock_timestamp() - interval '1 minute', clock_timestamp() + interval '30 days', 'test', 'usr_boss' || $1 || n
       FROM generate_series(1, $3::int) n`,
    [name, system, casts],
  );
  await client.query(
    `INSERT INTO tasks (id, agent_id, purpose, action_classes, started_at, ends_at, opened_by)
     SELECT 'tsk_' || ulid_time(at) || 'b' || lpad(n::text, 15, '0'), 'boss-' || $1::text || '-' || n, 'Delegates',
            '{read,write}', at, at + make_interval(secs => $3::float8 + 60), 'test'
       FROM generate_series(1, $2::int) n, date_trunc('milliseconds', clock_timestamp()) at`,
    [name, casts, taskSeconds],
  );
  await client.query(
    `INSERT INTO grants (id, task_id, task_ends_at, entitlement_id, system_id, tools, action_classes, resources,
                         max_sensitivity, starts_at, ends_at, uses, reason, created_by)
     SELECT 'grt_boss' || $1::text || b.n, t.id, t.ends_at, 'ent_boss' || $1 || b.n, $2, '{*}', '{write}', '{}',
            'confidential', t.started_at, t.ends_at, NULL, 'test', 'test'
       FROM generate_series(1, $3::int) AS b (n) JOIN tasks t ON t.agent_id = 'boss-' || $1 || '-' || b.n`,
    [name, system, casts],
  );
}

/** The call that a cast may make. */
export const callOf = ({ key, agent, task, tool }: Cast, more: Partial<Question> = {}): Question => ({
  key,
  agent,
  task,
  tool,
  arguments: { q: 'acme' },
  ...more,
});
