import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';

export type Migration = { name: string; sql: string; checksum: string };

/** Why the database cannot be brought to this version. Nothing has been changed. */
export class MigrationError extends Error {
  override name = 'MigrationError';
}

// Prisma's own lock, so that `prisma migrate deploy` and we exclude each other.
const LOCK = 72707369;
const OLDEST_SERVER = 150000;
const DURABILITY = ['fsync', 'full_page_writes', 'synchronous_commit'];

/**
 * Brings the database to this version of the schema, as the connecting user. Several instances may start
 * at once: one applies, the others wait and find nothing left to do. Each migration is one transaction
 * together with its row in `_prisma_migrations`, which is kept exactly as Prisma keeps it.
 * Returns the names of the migrations that were applied.
 */
export async function migrate(
  databaseUrl: string,
  { log = () => {}, folder = migrationsFolder() }: { log?: (line: string) => void; folder?: string } = {},
): Promise<string[]> {
  const migrations = readMigrations(folder);
  const client = new pg.Client({
    connectionString: databaseUrl,
    connectionTimeoutMillis: 10_000,
    application_name: 'cordon-migrate',
    options: '-c statement_timeout=0 -c timezone=UTC',
  });
  client.on('error', () => {});
  await client.connect();
  try {
    await checkServer(client);
    await client.query('SELECT pg_advisory_lock($1)', [LOCK]);
    const applied = await appliedMigrations(client);
    refuseForeignHistory(migrations, applied);
    const missing = migrations.filter(({ name }) => !applied.has(name));
    for (const migration of missing) {
      log(`Applying migration ${migration.name}`);
      await apply(client, migration);
    }
    if (missing.length > 0) await hideHistory(client);
    return missing.map(({ name }) => name);
  } finally {
    // Ends the session, and the lock with it.
    await client.end().catch(() => {});
  }
}

/** The migrations in the order in which they apply, each with the checksum that Prisma computes. */
export function readMigrations(folder = migrationsFolder()): Migration[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
    .map((name) => {
      const bytes = readFileSync(path.join(folder, name, 'migration.sql'));
      return {
        name,
        sql: bytes.toString('utf8'),
        checksum: createHash('sha256').update(bytes).digest('hex'),
      };
    });
}

/** `prisma/migrations` of the project that this file, or the bundle it went into, lies in. */
function migrationsFolder(): string {
  const start = path.dirname(fileURLToPath(import.meta.url));
  for (let at = start; ; at = path.dirname(at)) {
    const folder = path.join(at, 'prisma', 'migrations');
    if (existsSync(folder)) return folder;
    if (at === path.dirname(at)) throw new MigrationError(`prisma/migrations was not found above ${start}`);
  }
}

/** INVARIANT (recorded-before-answered): a server that may forget what it acknowledged is refused. */
async function checkServer(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string; setting: string }>(
    `SELECT name, setting FROM pg_settings WHERE name = ANY ($1)`,
    [[...DURABILITY, 'server_version', 'server_version_num']],
  );
  const settings = new Map(rows.map(({ name, setting }) => [name, setting]));
  if (Number(settings.get('server_version_num')) < OLDEST_SERVER) {
    throw new MigrationError(
      `the server is PostgreSQL ${settings.get('server_version')}; Cordon needs 15 or later`,
    );
  }
  const off = DURABILITY.filter((name) => settings.get(name) === 'off');
  if (off.length > 0) {
    throw new MigrationError(
      `the server has ${off.join(', ')} switched off, so it may lose decisions that were already answered`,
    );
  }
}

async function appliedMigrations(client: pg.Client): Promise<Map<string, string>> {
  await client.query(`
    CREATE TABLE IF NOT EXISTS _prisma_migrations (
      id                  VARCHAR(36) PRIMARY KEY NOT NULL,
      checksum            VARCHAR(64) NOT NULL,
      finished_at         TIMESTAMPTZ,
      migration_name      VARCHAR(255) NOT NULL,
      logs                TEXT,
      rolled_back_at      TIMESTAMPTZ,
      started_at          TIMESTAMPTZ NOT NULL DEFAULT now(),
      applied_steps_count INTEGER NOT NULL DEFAULT 0
    )`);
  const { rows } = await client.query<{ name: string; checksum: string; finished: boolean }>(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished
       FROM _prisma_migrations WHERE rolled_back_at IS NULL`,
  );
  const failed = rows.find(({ finished }) => !finished);
  if (failed !== undefined) {
    throw new MigrationError(
      `the migration ${failed.name} was begun by another tool and did not finish; ` +
        'settle it with `npx prisma migrate resolve`',
    );
  }
  return new Map(rows.map(({ name, checksum }) => [name, checksum]));
}

function refuseForeignHistory(migrations: Migration[], applied: Map<string, string>): void {
  const ours = new Map(migrations.map(({ name, checksum }) => [name, checksum]));
  for (const [name, checksum] of applied) {
    if (!ours.has(name)) {
      throw new MigrationError(
        `the database has the migration ${name}, which this version does not know; it belongs to a newer one`,
      );
    }
    if (ours.get(name) !== checksum) {
      throw new MigrationError(
        `the migration ${name} was changed after it had been applied to this database`,
      );
    }
  }
}

async function apply(client: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
  await client.query('BEGIN');
  try {
    const { rows } = await client.query<{ at: string }>('SELECT clock_timestamp()::text AS at');
    await client.query(sql);
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, $4, clock_timestamp(), 1)`,
      [randomUUID(), checksum, name, rows[0]?.at],
    );
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw new MigrationError(`the migration ${name} failed and left no trace: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

/** The serving role has no business in the list of migrations, which its default rights would include. */
async function hideHistory(client: pg.Client): Promise<void> {
  const { rowCount } = await client.query(`SELECT 1 FROM pg_roles WHERE rolname = 'cordon_app'`);
  if (rowCount !== 0) {
    await client.query('REVOKE INSERT, UPDATE, DELETE ON _prisma_migrations FROM cordon_app');
  }
}
