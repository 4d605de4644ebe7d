import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';

export type FreshDatabase = { url: string; drop(): Promise<void> };

/**
 * A database of the test's own, migrated and empty: a clone of the run's template, made in about a tenth
 * of a second. `drop` ends whatever is still connected to it.
 */
export function freshDatabase(): Promise<FreshDatabase> {
  return createDatabase(`TEMPLATE ${inject('template')}`);
}

/** A database without any table in it, for tests of what happens before the migrations. */
export function blankDatabase(): Promise<FreshDatabase> {
  return createDatabase('');
}

async function createDatabase(how: string): Promise<FreshDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await onServer(`CREATE DATABASE ${name} ${how}`);
  const url = new URL(inject('postgres'));
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => onServer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

async function onServer(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject('postgres') });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
