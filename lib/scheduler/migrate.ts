import { runMigrations } from 'graphile-worker';
import pg from 'pg';
import { schedulerLogger } from './logger';

/** The schema that the job queue keeps to itself. */
const SCHEMA = 'graphile_worker';
const LOCK = `hashtext('cordon.scheduler_migration')`;

/**
 * Brings the job queue's schema up to date, as the database's owner, and lets the serving role use it. To
 * be called at every start after `migrate`; several instances may do so at once.
 */
export async function migrateScheduler(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query(`SELECT pg_advisory_lock(${LOCK})`);
    await runMigrations({ connectionString: databaseUrl, schema: SCHEMA, logger: schedulerLogger });
    await letServe(client);
  } finally {
    // Ends the session, and the lock with it.
    await client.end().catch(() => {});
  }
}

/** The queue's tables have row level security without any policy: to others than their owner they look empty. */
async function letServe(client: pg.Client): Promise<void> {
  const { rowCount } = await client.query(
    `SELECT 1 FROM pg_roles WHERE rolname = 'cordon_app' AND pg_has_role(current_user, oid, 'MEMBER')`,
  );
  if (rowCount === 0) return;
  await client.query(`
    GRANT USAGE ON SCHEMA ${SCHEMA} TO cordon_app;
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${SCHEMA} TO cordon_app;
    REVOKE INSERT, UPDATE, DELETE ON ${SCHEMA}.migrations FROM cordon_app;
    GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA ${SCHEMA} TO cordon_app;
    GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA ${SCHEMA} TO cordon_app;`);
  const { rows } = await client.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c
      WHERE c.relnamespace = '${SCHEMA}'::regnamespace AND c.relrowsecurity
        AND NOT EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'cordon_app')`,
  );
  for (const { name } of rows) {
    await client.query(
      `CREATE POLICY cordon_app ON ${SCHEMA}.${pg.escapeIdentifier(name)} TO cordon_app USING (true) WITH CHECK (true)`,
    );
  }
}
