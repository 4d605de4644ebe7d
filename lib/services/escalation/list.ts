import type { EscalationSummary, ListEscalationsInput } from '@/lib/contract/escalation';
import type { Tx } from '@/lib/db/client';
import { Prisma } from '@/lib/db/generated/client';
import { type Ctx, permit } from '../context';
import { invalidInput } from '../errors';
import { fromCursor, toPage } from '../page';
import { databaseNow, reader } from '../transaction';
import { aroundEscalations } from './around';
import { escalationCondition, isInState } from './condition';
import { type QueueSql, queueSql } from './queue';
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
  const fitting = fittingSql(queueSql(ctx, queue, now), filter, isUrgent, now);
  const { places, total } = await readPlaces(db, fitting, {
    after: after(cursor, isUrgent),
    orderBy: isUrgent ? Prisma.sql`e.urgent_at, e.id` : Prisma.sql`e.id DESC`,
    limit: limit + 1,
    isCounted: count === 'true',
  });
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
  return { items, nextCursor: page.nextCursor, ...(total !== null && { total }) };
}

const fittingSql = (
  { ctes, joins, condition }: QueueSql,
  filter: Parameters<typeof escalationCondition>[0],
  isUrgent: boolean,
  now: Date,
) => ({
  ctes,
  fitting: Prisma.sql`
    SELECT e.id, e.urgent_at FROM escalations e ${joins}
     WHERE ${condition} AND ${escalationCondition(filter, now)}
       AND ${isUrgent ? isInState('pending', now) : Prisma.sql`true`}`,
});

type Place = { id: string; urgentAt: string };
type Wanted = { after: Prisma.Sql; orderBy: Prisma.Sql; limit: number; isCounted: boolean };

/** Where the rows of the page stand. A count is of the same reading: who may decide what is found out once. */
async function readPlaces(
  db: Tx,
  { ctes, fitting }: ReturnType<typeof fittingSql>,
  { after: begin, orderBy, limit, isCounted }: Wanted,
): Promise<{ places: Place[]; total: number | null }> {
  const place = Prisma.sql`e.id, to_json(e.urgent_at AT TIME ZONE 'UTC') #>> '{}' AS "urgentAt"`;
  const rest = Prisma.sql`WHERE ${begin} ORDER BY ${orderBy} LIMIT ${limit}`;
  if (!isCounted) {
    const places = await db.$queryRaw<Place[]>`${ctes} SELECT ${place} FROM (${fitting}) e ${rest}`;
    return { places, total: null };
  }
  const rows = await db.$queryRaw<(Place & { total: number })[]>`
    ${ctes}, fitting AS MATERIALIZED (${fitting})
    SELECT c.total, p.* FROM (SELECT count(*)::int AS total FROM fitting) c
      LEFT JOIN (SELECT ${place}, row_number() OVER (ORDER BY ${orderBy}) AS n FROM fitting e ${rest}) p ON true
     ORDER BY p.n`;
  return { places: rows.filter(({ id }) => id !== null), total: rows[0]?.total ?? 0 };
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
