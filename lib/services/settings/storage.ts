import type { StorageView } from '@/lib/contract/settings';
import type { Tx } from '@/lib/db/client';
import { KEPT_DAYS, type TidiedTable } from '@/lib/domain/retention';
import { type Ctx, permit } from '../context';
import { databaseNow, reader } from '../transaction';

type Table = { table: string; bytes: number; rows: number; partitions: number | null };

const TIDIED_WORDS: Record<TidiedTable, string> = {
  sign_in_failures: 'failed sign-ins, counted for the lock-out',
  idempotency_keys: 'answers to requests with an Idempotency-Key',
  password_links: 'links with which a password is set, after their end',
  spent_jtis: 'marks of assertions that were used',
  issued_tokens: 'tokens of tasks and systems, after their end',
  sessions: 'sessions, after their end',
  outbox_events: 'what was told to whom, and the entries of inboxes',
  callback_deliveries: 'that an agent was called back, or could not be',
};

/** What is kept: its size on the disk, the oldest record, the partitions. Nothing of it is ever deleted. */
export async function readStorage(ctx: Ctx): Promise<StorageView> {
  permit(ctx, 'settings.read');
  const db = reader(ctx);
  const at = await databaseNow(db);
  const tables = await loadTables(db);
  const oldest = await loadOldest(db);
  const size = await db.$queryRaw<{ bytes: number }[]>`
    SELECT pg_database_size(current_database())::float8 AS bytes`;
  return {
    at,
    databaseBytes: size[0]?.bytes ?? 0,
    retention: 'everything',
    records: tables.map((one) => ({ ...one, oldest: oldest.get(one.table) ?? null })),
    tidied: Object.entries(KEPT_DAYS).map(([table, afterDays]) => ({
      what: TIDIED_WORDS[table as TidiedTable],
      afterDays,
    })),
  };
}

/** A partitioned table is as large as its parts. Rows are what the database last estimated. */
const loadTables = (db: Tx): Promise<Table[]> => db.$queryRaw`
  SELECT c.relname::text AS "table", parts.bytes, parts.rows,
         CASE c.relkind WHEN 'p' THEN parts.months END AS partitions
    FROM unnest('{decisions,outcome_reports,audit_events,audit_links,checkpoints,tasks,grants,escalations}'::text[])
         WITH ORDINALITY AS wanted(name, position)
    JOIN pg_class c ON c.oid = to_regclass(wanted.name)
    CROSS JOIN LATERAL (
         SELECT sum(pg_total_relation_size(l.oid))::float8 AS bytes, sum(greatest(0, l.reltuples))::float8 AS rows,
                (count(*) FILTER (WHERE l.relname NOT LIKE '%other'))::int AS months
           FROM pg_class l
          WHERE l.oid = c.oid AND c.relkind <> 'p' OR l.oid IN (SELECT relid FROM pg_partition_tree(c.oid) WHERE isleaf)
         ) parts
   ORDER BY wanted.position`;

async function loadOldest(db: Tx): Promise<Map<string, Date>> {
  const rows = await db.$queryRaw<{ table: string; at: Date | null }[]>`
    SELECT 'decisions' AS "table", (SELECT at FROM decisions ORDER BY id LIMIT 1) AS at
    UNION ALL SELECT 'outcome_reports', (SELECT at FROM outcome_reports ORDER BY decision_id LIMIT 1)
    UNION ALL SELECT 'audit_events', (SELECT min(at) FROM audit_events)
    UNION ALL SELECT 'audit_links', (SELECT e.at FROM audit_links l JOIN audit_events e ON e.id = l.event_id ORDER BY l.seq LIMIT 1)
    UNION ALL SELECT 'checkpoints', (SELECT at FROM checkpoints ORDER BY seq LIMIT 1)
    UNION ALL SELECT 'tasks', (SELECT started_at FROM tasks ORDER BY id LIMIT 1)
    UNION ALL SELECT 'grants', (SELECT starts_at FROM grants ORDER BY id LIMIT 1)
    UNION ALL SELECT 'escalations', (SELECT requested_at FROM escalations ORDER BY id LIMIT 1)`;
  return new Map(rows.flatMap(({ table, at }) => (at === null ? [] : [[table, at]])));
}
