import type pg from 'pg';

/** Between the values of a column: no text of ours holds one, nor does JSON. */
const SEPARATOR = '\u001e';
/** Stands for a value that is not there. */
const NOTHING = '\u001f';

type Value = string | number | boolean | Date | Buffer | null | readonly string[] | Record<string, unknown>;
export type BulkRow = Readonly<Record<string, Value>>;

const arrayText = (list: readonly string[]): string =>
  `{${list.map((one) => `"${one.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;

function valueText(value: Value): string {
  if (value === null) return NOTHING;
  if (typeof value === 'string') return value;
  if (value instanceof Date) return value.toISOString();
  if (Buffer.isBuffer(value)) return `\\x${value.toString('hex')}`;
  if (Array.isArray(value)) return arrayText(value);
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** How many rows go into one statement. */
const STEP = 5000;

export type Types = Readonly<Record<string, string>>;

/** Rows as a table `r` of typed columns, in their order, with the parameters that it takes. */
function asTable(types: Types, rows: readonly BulkRow[]): { table: string; values: string[] } {
  const columns = Object.keys(types);
  const lists = columns.map((_, i) => `string_to_array($${i + 1}, '${SEPARATOR}', '${NOTHING}')`);
  return {
    table:
      `(SELECT ${columns.map((name) => `u.${name}::${types[name]} AS ${name}`).join(', ')}` +
      ` FROM unnest(${lists.join(', ')}) WITH ORDINALITY AS u (${columns.join(', ')}, n) ORDER BY n) r`,
    values: columns.map((name) => rows.map((row) => valueText(row[name] ?? null)).join(SEPARATOR)),
  };
}

async function inSteps(
  client: pg.ClientBase,
  types: Types,
  rows: readonly BulkRow[],
  statement: (table: string) => string,
): Promise<void> {
  for (let from = 0; from < rows.length; from += STEP) {
    const step = rows.slice(from, from + STEP);
    const { table, values } = asTable(types, step);
    const { rowCount } = await client.query(statement(table), values);
    if (rowCount !== step.length) throw new Error(`${rowCount} of ${step.length} rows: ${statement('…')}`);
  }
}

/**
 * Writes rows into a table, thousands in a statement, as any other writer would: constraints hold and triggers
 * fire. `types` names the columns with their types. Every value goes as text, and is read by its type.
 */
export const insertRows = (
  client: pg.ClientBase,
  table: string,
  types: Types,
  rows: readonly BulkRow[],
): Promise<void> => {
  const columns = Object.keys(types).join(', ');
  return inSteps(
    client,
    types,
    rows,
    (source) => `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM ${source}`,
  );
};

/** Changes rows that are there, found by `key`: every other column of `types` is set. */
export const updateRows = (
  client: pg.ClientBase,
  table: string,
  key: string,
  types: Types,
  rows: readonly BulkRow[],
): Promise<void> => {
  const set = Object.keys(types)
    .filter((name) => name !== key)
    .map((name) => `${name} = r.${name}`);
  return inSteps(
    client,
    types,
    rows,
    (s) => `UPDATE ${table} t SET ${set.join(', ')} FROM ${s} WHERE t.${key} = r.${key}`,
  );
};
