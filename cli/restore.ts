import path from 'node:path';
import pg from 'pg';
import { migrate } from '@/lib/db/migrate';
import { sealLedger } from '@/lib/services/checkpoint/seal';
import { type Keyring, openKeyring } from '@/lib/vault/keyring';
import { checkBackup, type EndLine, type Head, RowDigest, readBackup } from './backup-file';
import { type CliSession, type Command, UsageError } from './command';
import { EXACT_TEXT, listTables, readAppliedMigrations, readRows, type Table } from './tables';

/** Rows in any of these mean that the database is somebody's; a restore never mixes with them. */
const OWNED = ['users', 'agents', 'decisions', 'audit_events'];
const BATCH_ROWS = 1000;

/** Fills an empty database from a backup: everything, with every digest verified, or nothing. */
export const command: Command = {
  name: 'restore',
  usage: ['restore <file>'],
  run: async (args, session) => {
    const [name, ...rest] = args;
    if (name === undefined || rest.length > 0) throw new UsageError('restore takes one file.');
    const file = path.resolve(name);
    const checked = await checkBackup(file);
    const databaseUrl = await session.databaseUrl();
    const { tables, rows } = await restore(databaseUrl, file, checked, session.say);
    await seal(databaseUrl, session.environment);
    await tellLostKeys(databaseUrl, openKeyring(session.environment), session.say);
    session.out(`${file}: ${tables} tables, ${rows} rows restored and verified`);
    return 0;
  },
};

/** Decisions that no checkpoint covered when the backup was made are older now than the next one looks at. */
async function seal(databaseUrl: string, { dataDir, secret }: CliSession['environment']): Promise<void> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2, application_name: 'cordon-restore' });
  try {
    await sealLedger(pool, { dataDir, secret, everything: true });
  } finally {
    await pool.end();
  }
}

/** Secrets whose key is not here cannot be opened; everything else works. */
export async function tellLostKeys(
  databaseUrl: string,
  keyring: Keyring,
  say: (text: string) => void,
): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'cordon-restore' });
  await client.connect();
  try {
    const { rows } = await client.query<{ key: string; systems: string[] }>(
      'SELECT key_id AS key, array_agg(system_id ORDER BY system_id) AS systems FROM system_secrets GROUP BY 1 ORDER BY 1',
    );
    if (rows.length === 0) return;
    const here = keyring.ids();
    for (const { key, systems } of rows.filter((row) => !here.includes(row.key))) {
      say(
        `The secrets of ${systems.join(', ')} are sealed by ${key}, which is not here: bring it, or set them anew.`,
      );
    }
  } finally {
    await client.end();
  }
}

export async function restore(
  databaseUrl: string,
  file: string,
  { head, ends }: { head: Head; ends: EndLine[] },
  say: (text: string) => void = () => {},
): Promise<{ tables: number; rows: number }> {
  await migrate(databaseUrl, { log: say });
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'cordon-restore' });
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query(EXACT_TEXT);
    await client.query('BEGIN');
    await refuseUnlessFit(client, head);
    const tables = await listTables(client);
    await makeRoom(client, tables);
    await ensurePartitions(client, head.partitions);
    await fill(client, file, tables);
    for (const { name, value, isCalled } of head.sequences) {
      await client.query('SELECT setval($1::regclass, $2, $3)', [
        client.escapeIdentifier(name),
        value,
        isCalled,
      ]);
    }
    await closeAgain(client, tables);
    await verify(client, tables, ends);
    await client.query('COMMIT');
    return { tables: ends.length, rows: ends.reduce((sum, { rows }) => sum + rows, 0) };
  } finally {
    // Without the COMMIT above the database is what it was.
    await client.end().catch(() => {});
  }
}

async function refuseUnlessFit(client: pg.Client, head: Head): Promise<void> {
  const here = JSON.stringify(await readAppliedMigrations(client));
  if (here !== JSON.stringify(head.migrations)) {
    const names = head.migrations.map(({ name }) => name).join(', ');
    throw new Error(
      `the backup was made by another version of Cordon (its migrations: ${names}); restore it with that one`,
    );
  }
  // A server holds facts in memory under their versions, and the backup brings versions of its own.
  const { rowCount } = await client.query(
    `SELECT 1 FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name LIKE 'cordon%'`,
  );
  if (rowCount !== 0) throw new Error('Cordon is running on this database; stop it first');
  for (const name of OWNED) {
    const { rows } = await client.query(
      `SELECT EXISTS (SELECT FROM ${client.escapeIdentifier(name)}) AS filled`,
    );
    if (rows[0].filled)
      throw new Error(`the database is not empty (${name} has rows); restore needs an empty one`);
  }
}

/**
 * Inside this transaction only: the triggers that act on new rows rest, because what they would do is
 * itself in the backup, and foreign keys wait for the end, so that the order of the tables does not
 * matter. They are all checked before the commit.
 */
async function makeRoom(client: pg.Client, tables: Table[]): Promise<void> {
  for (const { name } of tables) {
    await client.query(`ALTER TABLE ${client.escapeIdentifier(name)} DISABLE TRIGGER USER`);
  }
  for (const { table, name } of await foreignKeys(client)) {
    await client.query(`ALTER TABLE ${table} ALTER CONSTRAINT ${name} DEFERRABLE INITIALLY DEFERRED`);
  }
  // What the migrations put there.
  for (const { name } of tables) await client.query(`DELETE FROM ${client.escapeIdentifier(name)}`);
}

async function closeAgain(client: pg.Client, tables: Table[]): Promise<void> {
  await client.query('SET CONSTRAINTS ALL IMMEDIATE');
  for (const { table, name } of await foreignKeys(client)) {
    await client.query(`ALTER TABLE ${table} ALTER CONSTRAINT ${name} NOT DEFERRABLE`);
  }
  for (const { name } of tables) {
    await client.query(`ALTER TABLE ${client.escapeIdentifier(name)} ENABLE TRIGGER USER`);
  }
}

async function foreignKeys(client: pg.Client): Promise<{ table: string; name: string }[]> {
  const { rows } = await client.query<{ table: string; name: string }>(
    `SELECT conrelid::regclass::text AS table, quote_ident(conname) AS name FROM pg_constraint
      WHERE contype = 'f' AND conparentid = 0 AND connamespace = current_schema()::regnamespace`,
  );
  return rows;
}

async function ensurePartitions(client: pg.Client, partitions: string[]): Promise<void> {
  const months = partitions.map((name) => name.slice('decisions_'.length).replace('_', '-')).sort();
  const [first] = months;
  const last = months.at(-1);
  if (first === undefined || last === undefined) return;
  await client.query(
    `SELECT ensure_decision_partitions(
       ($1 || '-01')::timestamptz,
       greatest(0, (extract(year FROM age(($2 || '-01')::timestamptz, date_trunc('month', clock_timestamp()))) * 12 +
                    extract(month FROM age(($2 || '-01')::timestamptz, date_trunc('month', clock_timestamp()))))::int))`,
    [first, last],
  );
}

async function fill(client: pg.Client, file: string, tables: Table[]): Promise<void> {
  const known = new Map(tables.map((table) => [table.name, table]));
  let table: Table | null = null;
  let batch: string[] = [];
  const flush = async () => {
    if (table === null || batch.length === 0) return;
    const name = client.escapeIdentifier(table.name);
    const columns = table.columns.map((column) => client.escapeIdentifier(column));
    await client.query(
      `INSERT INTO ${name} (${columns.join(', ')}) OVERRIDING SYSTEM VALUE
       SELECT ${columns.map((column) => `t.${column}`).join(', ')} FROM unnest($1::${name}[]) AS t`,
      [batch],
    );
    batch = [];
  };
  for await (const line of readBackup(file)) {
    if (typeof line === 'string') {
      batch.push(line);
      if (batch.length === BATCH_ROWS) await flush();
    } else if ('table' in line) {
      table = known.get(line.table) ?? null;
      if (table === null || table.columns.join() !== line.columns.join()) {
        throw new Error(`the table ${line.table} of the backup does not fit this database`);
      }
    } else if ('end' in line) {
      await flush();
    }
  }
}

/** INVARIANT (tamper-evident): what stands in the database now is, byte for byte, what was backed up. */
async function verify(client: pg.Client, tables: Table[], ends: EndLine[]): Promise<void> {
  for (const table of tables) {
    const digest = new RowDigest();
    for await (const lines of readRows(client, table)) for (const line of lines) digest.add(line);
    const { rows, sha256 } = digest.end(table.name);
    const end = ends.find(({ end: name }) => name === table.name);
    if (end?.rows !== rows || end.sha256 !== sha256) {
      throw new Error(`the table ${table.name} is not what was backed up; nothing was restored`);
    }
  }
}
