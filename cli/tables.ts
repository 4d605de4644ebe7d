import type { ClientBase } from 'pg';

export type Table = { name: string; columns: string[]; order: string };

/** The migrations keep their own books; a restored database has run them itself. */
const NOT_DATA = ['_prisma_migrations'];

/** Every table that holds data, partitioned ones once, each with a total order of its rows. */
export async function listTables(client: ClientBase): Promise<Table[]> {
  const { rows } = await client.query<{ name: string; columns: string[]; key: string[] | null }>(
    `SELECT c.relname AS name,
            (SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute a
              WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS columns,
            (SELECT array_agg(a.attname::text ORDER BY k.n) FROM pg_index i,
                    unnest(i.indkey) WITH ORDINALITY AS k (attnum, n), pg_attribute a
              WHERE i.indrelid = c.oid AND i.indisprimary AND a.attrelid = c.oid AND a.attnum = k.attnum) AS key
       FROM pg_class c
      WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
        AND c.relname <> ALL ($1)
      ORDER BY c.relname`,
    [NOT_DATA],
  );
  return rows.map(({ name, columns, key }) => ({
    name,
    columns,
    order:
      key === null
        ? 't::text COLLATE "C"'
        : key.map((column) => `t.${client.escapeIdentifier(column)}`).join(', '),
  }));
}

/** Yields a table's rows in their order, each as PostgreSQL writes a row: exact for every type. */
export async function* readRows(client: ClientBase, table: Table): AsyncGenerator<string[]> {
  await client.query(
    `DECLARE rows NO SCROLL CURSOR FOR
       SELECT t::text AS line FROM ${client.escapeIdentifier(table.name)} t ORDER BY ${table.order}`,
  );
  for (;;) {
    const { rows } = await client.query<{ line: string }>('FETCH 2000 FROM rows');
    if (rows.length === 0) break;
    yield rows.map(({ line }) => line);
  }
  await client.query('CLOSE rows');
}

export type SequenceState = { name: string; value: string; isCalled: boolean };

export async function readSequences(client: ClientBase): Promise<SequenceState[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class
      WHERE relnamespace = current_schema()::regnamespace AND relkind = 'S' ORDER BY relname`,
  );
  const states: SequenceState[] = [];
  for (const { name } of rows) {
    const state = await client.query<{ value: string; isCalled: boolean }>(
      `SELECT last_value::text AS value, is_called AS "isCalled" FROM ${client.escapeIdentifier(name)}`,
    );
    for (const row of state.rows) states.push({ name, ...row });
  }
  return states;
}

export type AppliedMigration = { name: string; checksum: string };

export async function readAppliedMigrations(client: ClientBase): Promise<AppliedMigration[]> {
  const { rows } = await client.query<AppliedMigration>(
    `SELECT migration_name AS name, checksum FROM _prisma_migrations
      WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY migration_name`,
  );
  return rows;
}

/** How both ends write and read values, so that the same row is the same text on every server. */
export const EXACT_TEXT = `
  SET datestyle = 'ISO, YMD'; SET intervalstyle = 'postgres'; SET timezone = 'UTC';
  SET bytea_output = 'hex'; SET extra_float_digits = 1;
  SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0`;
