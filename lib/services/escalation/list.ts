import type { EscalationSummary, ListEscalationsInput } from '@/lib/contract/escalation';
import type { Tx } from '@/lib/db/client';
import { Prisma } from '@/lib/db/generated/client';
import { type Ctx, permit } from '../context';
import { invalidInput } from '../errors';
import { fromCursor, toPage } from '../page';
import { databaseNow, reader } from '../transaction';
import { aroundEscalations } from './around';
import { escalationCondition, isInState } from './condition';
import { queueSql } from './queue';
import { escalationSummarySelect, toEscalationSummary } from './view';

/** Escalations, newest first or the most urgent first. A state is asked for as it is now: silence past the deadline has expired. */
export async function listEscalations(
  ctx: Ctx,
  { cursor, limit, count, order, queue = 'all', ...filter }: ListEscalationsInput,
): Promise<{ items: EscalationSummary[]; nextCursor: string | null; total?: number }> {
  permit(ctx, 'escalation.list');
  const db = reader(ctx);
  const now = await databaseNow(db);
  const isUrgent = order === 'urgent';
  const { ctes, joins, condition } = queueSql(ctx, queue, now);
  const from = Prisma.sql`
    FROM escalations e ${joins}
   WHERE ${condition} AND ${escalationCondition(filter, now)}
     AND ${isUrgent ? isInState('pending', now) : Prisma.sql`true`}`;
  const places = await db.$queryRaw<{ id: string; urgentAt: string }[]>`
    ${ctes} SELECT e.id, to_json(e.urgent_at AT TIME ZONE 'UTC') #>> '{}' AS "urgentAt" ${from}
       AND ${after(cursor, isUrgent)}
     ORDER BY ${isUrgent ? Prisma.sql`e.urgent_at, e.id` : Prisma.sql`e.id DESC`} LIMIT ${limit + 1}`;
  const page = toPage(
    places,
    limit,
    ({ id, urgentAt }) => (isUrgent ? [urgentAt, id] : [id]),
    ({ id }) => id,
  );
  const rows = await db.escalation.findMany({
    where: { id: { in: page.items } },
    select: escalationSummarySelect,
  });
  const aroundOf = await aroundEscalations(db, ctx, rows, now);
  const views = new Map(rows.map((row) => [row.id, toEscalationSummary(row, now, aroundOf(row))]));
  const items = page.items.flatMap((id) => views.get(id) ?? []);
  const listed = { items, nextCursor: page.nextCursor };
  return count === 'true' ? { ...listed, total: await total(db, ctes, from) } : listed;
}

async function total(db: Tx, ctes: Prisma.Sql, from: Prisma.Sql): Promise<number> {
  const [row] = await db.$queryRaw<{ total: number }[]>`${ctes} SELECT count(*)::int AS total ${from}`;
  return row?.total ?? 0;
}

/** Microseconds and all: an instant that was cut to milliseconds would come twice. */
function after(cursor: string | undefined, isUrgent: boolean): Prisma.Sql {
  if (!isUrgent) {
    const [before] = fromCursor(cursor, 1) ?? [];
    return before === undefined ? Prisma.sql`true` : Prisma.sql`e.id < ${before}`;
  }
  const [at, id] = fromCursor(cursor, 2) ?? [];
  if (at === undefined || id === undefined) return Prisma.sql`true`;
  if (Number.isNaN(Date.parse(at))) throw invalidInput('cursor', 'is not one that this list gave');
  return Prisma.sql`(e.urgent_at, e.id) > (${at}::timestamp AT TIME ZONE 'UTC', ${id})`;
}
