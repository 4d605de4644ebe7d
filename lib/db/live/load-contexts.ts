import type pg from 'pg';
import type { Labels } from '@/lib/domain/labels';

export type ContextRow = { id: string; version: string; labels: Labels; openTo: readonly string[] };

const SQL = `
SELECT id, version::text AS version,
       json_build_object('sensitivity', sensitivity, 'untrusted', untrusted, 'systems', systems,
                         'agents', agents) AS labels,
       open_to AS "openTo"
  FROM contexts WHERE id = ANY ($1)`;

/** Reads shared contexts with their version. What does not exist is not in the answer. */
export async function loadContexts(pool: pg.Pool, ids: readonly string[]): Promise<ContextRow[]> {
  const { rows } = await pool.query<ContextRow>({ name: 'load-contexts', text: SQL, values: [ids] });
  return rows;
}
