import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { blankDatabase, type FreshDatabase, freshDatabase } from '@/tests/setup/database';
import { migrate, readMigrations } from './migrate';

const names = readMigrations().map(({ name }) => name);
let database: FreshDatabase;
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'cordon-migrations-'));
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(async () => {
  database = await blankDatabase();
});
afterEach(() => database.drop());

async function query(sql: string, values: unknown[] = []) {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    return (await client.query(sql, values)).rows;
  } finally {
    await client.end();
  }
}

/** A folder of migrations of our own; a later call with the same names overwrites them. */
function migrations(files: Record<string, string>): string {
  const own = mkdtempSync(path.join(folder, 'm-'));
  for (const [name, sql] of Object.entries(files)) {
    mkdirSync(path.join(own, name));
    writeFileSync(path.join(own, name, 'migration.sql'), sql);
  }
  return own;
}

test('applies every migration once, and the next start finds nothing to do', async () => {
  expect(await migrate(database.url)).toEqual(names);
  expect(await migrate(database.url)).toEqual([]);
  const rows = await query('SELECT migration_name, checksum FROM _prisma_migrations ORDER BY started_at');
  expect(rows).toEqual(readMigrations().map(({ name, checksum }) => ({ migration_name: name, checksum })));
});

test('three instances that start at once apply each migration once', async () => {
  const applied = await Promise.all([1, 2, 3].map(() => migrate(database.url)));
  expect(applied.flat().sort()).toEqual(names);
  expect(await query('SELECT count(*)::int AS n FROM _prisma_migrations')).toEqual([{ n: names.length }]);
});

test('`prisma migrate status` agrees that the database is up to date', async () => {
  await migrate(database.url);
  const { stdout } = await promisify(execFile)('node_modules/.bin/prisma', ['migrate', 'status'], {
    env: { ...process.env, DATABASE_URL: database.url, PRISMA_HIDE_UPDATE_MESSAGE: '1' },
  });
  expect(stdout).toContain('Database schema is up to date');
});

test('refused when an applied migration was changed', async () => {
  const own = migrations({ '0001_a': 'CREATE TABLE a (id int);' });
  await migrate(database.url, { folder: own });
  writeFileSync(path.join(own, '0001_a', 'migration.sql'), 'CREATE TABLE a (id bigint);');
  await expect(migrate(database.url, { folder: own })).rejects.toThrow(
    '0001_a was changed after it had been',
  );
});

test('refused when the database belongs to a newer version', async () => {
  const newer = migrations({ '0001_a': 'CREATE TABLE a (id int);', '0002_b': 'CREATE TABLE b (id int);' });
  await migrate(database.url, { folder: newer });
  const older = mkdtempSync(path.join(folder, 'm-'));
  cpSync(path.join(newer, '0001_a'), path.join(older, '0001_a'), { recursive: true });
  await expect(migrate(database.url, { folder: older })).rejects.toThrow(
    '0002_b, which this version does not',
  );
});

test('a migration that fails leaves nothing behind, and those before it stay', async () => {
  const own = migrations({
    '0001_a': 'CREATE TABLE a (id int);',
    '0002_b': 'CREATE TABLE b (id int); SELECT 1/0;',
  });
  await expect(migrate(database.url, { folder: own })).rejects.toThrow('0002_b failed and left no trace');
  expect(await query(`SELECT to_regclass('a') IS NOT NULL AS a, to_regclass('b') IS NOT NULL AS b`)).toEqual([
    { a: true, b: false },
  ]);
  expect(await query('SELECT migration_name FROM _prisma_migrations')).toEqual([
    { migration_name: '0001_a' },
  ]);
});

test('refused when another tool left a migration half done', async () => {
  const own = migrations({ '0001_a': 'CREATE TABLE a (id int);' });
  await migrate(database.url, { folder: own });
  await query(`INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ('x', 'y', '0002_half')`);
  await expect(migrate(database.url, { folder: own })).rejects.toThrow('0002_half was begun by another tool');
});

test('refused when the server may forget what it has acknowledged', async () => {
  await query(`ALTER DATABASE ${new URL(database.url).pathname.slice(1)} SET synchronous_commit = off`);
  await expect(migrate(database.url)).rejects.toThrow('synchronous_commit switched off');
  expect(await query(`SELECT to_regclass('_prisma_migrations') AS t`)).toEqual([{ t: null }]);
});

test('the serving role cannot rewrite the list of migrations', async () => {
  await database.drop();
  database = await freshDatabase();
  await expect(query('SET ROLE cordon_app; DELETE FROM _prisma_migrations')).rejects.toThrow(
    'permission denied',
  );
});
