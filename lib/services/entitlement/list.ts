import type { EntitlementListItem, ListEntitlementsInput } from '@/lib/contract/entitlement';
import { Prisma } from '@/lib/db/generated/client';
import { type Ctx, permit } from '../context';
import { fromCursor, toPage } from '../page';
import { databaseNow, reader } from '../transaction';
import { isOldEnough, isUsed } from './used';
import { toEntitlementViews } from './view';

/** Entitlements, newest first; ended and revoked ones stay in the list. */
export async function listEntitlements(
  ctx: Ctx,
  input: ListEntitlementsInput,
): Promise<{ items: EntitlementListItem[]; nextCursor: string | null; total?: number }> {
  permit(ctx, 'entitlement.list');
  const db = reader(ctx);
  const now = await databaseNow(db);
  const { cursor, limit, count } = input;
  const where = whereOf(input, now);
  const [before] = fromCursor(cursor, 1) ?? [];
  const onPage = before === undefined ? Prisma.empty : Prisma.sql`AND e.id < ${before}`;
  const ids = await db.$queryRaw<{ id: string; isUsed: boolean }[]>`
    SELECT e.id, ${isUsed(now)} AS "isUsed" FROM (
      SELECT e.id, e.starts_at FROM entitlements e WHERE ${where} ${onPage} ORDER BY e.id DESC LIMIT ${limit + 1}) e
     ORDER BY e.id DESC`;
  const found = await db.entitlement.findMany({
    where: { id: { in: ids.map(({ id }) => id) } },
    orderBy: { id: 'desc' },
    include: { agent: { select: { name: true } } },
  });
  const page = toPage(
    found,
    limit,
    (row) => [row.id],
    (row) => row,
  );
  const systems = await db.system.findMany({
    where: { id: { in: page.items.map(({ systemId }) => systemId) } },
    select: { id: true, name: true },
  });
  const systemNames = new Map(systems.map(({ id, name }) => [id, name]));
  const used = new Map(ids.map((row) => [row.id, row.isUsed]));
  const views = await toEntitlementViews(db, page.items, now);
  const items = views.map((view, at) => ({
    ...view,
    agentName: page.items[at]?.agent.name ?? view.agent,
    systemName: systemNames.get(view.scope.system) ?? view.scope.system,
    isUsed: used.get(view.id) ?? false,
  }));
  const { nextCursor } = page;
  if (count !== 'true') return { items, nextCursor };
  const [counted] = await db.$queryRaw<{ total: number }[]>`
    SELECT count(*)::int AS total FROM entitlements e WHERE ${where}`;
  return { items, nextCursor, total: counted?.total ?? 0 };
}

function whereOf(
  { agent, system, activation, live, endsWithinDays, unused }: ListEntitlementsInput,
  now: Date,
): Prisma.Sql {
  const isLive = Prisma.sql`(e.revoked_at IS NULL AND e.ends_at > ${now})`;
  const wanted = [
    Prisma.sql`TRUE`,
    ...(agent === undefined ? [] : [Prisma.sql`e.agent_id = ${agent}`]),
    ...(system === undefined ? [] : [Prisma.sql`e.system_id = ${system}`]),
    ...(activation === undefined ? [] : [Prisma.sql`e.activation::text = ${activation}`]),
    ...(live === undefined ? [] : [live === 'true' ? isLive : Prisma.sql`NOT ${isLive}`]),
    ...(endsWithinDays === undefined
      ? []
      : [
          Prisma.sql`${isLive} AND e.ends_at <= ${now}::timestamptz + make_interval(days => ${endsWithinDays}::int)`,
        ]),
    ...(unused === undefined
      ? []
      : [
          Prisma.sql`${isLive} AND ${isOldEnough(now)} AND ${unused === 'true' ? Prisma.sql`NOT` : Prisma.empty} ${isUsed(now)}`,
        ]),
  ];
  return Prisma.join(wanted, ' AND ');
}
