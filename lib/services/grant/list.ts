import type { GrantView, ListGrantsInput } from '@/lib/contract/grant';
import { Prisma } from '@/lib/db/generated/client';
import { type Ctx, permit } from '../context';
import { fromCursor, toPage } from '../page';
import { databaseNow, reader } from '../transaction';
import { grantSelect, toGrantView } from './view';

/** Grants, newest first. `live` is computed now: ended and spent ones are not live, swept or not. */
export async function listGrants(
  ctx: Ctx,
  { task, agent, live, cursor, limit, count }: ListGrantsInput,
): Promise<{ items: GrantView[]; nextCursor: string | null; total?: number }> {
  permit(ctx, 'grant.list');
  const db = reader(ctx);
  const now = await databaseNow(db);
  const isLive = Prisma.sql`(g.revoked_at IS NULL AND g.ends_at > ${now} AND e.revoked_at IS NULL AND e.ends_at > ${now}
    AND (g.uses IS NULL OR coalesce(u.spent, 0) < g.uses))`;
  const wanted = [
    Prisma.sql`TRUE`,
    ...(task === undefined ? [] : [Prisma.sql`g.task_id = ${task}`]),
    ...(agent === undefined ? [] : [Prisma.sql`t.agent_id = ${agent}`]),
    ...(live === undefined ? [] : [live === 'true' ? isLive : Prisma.sql`NOT ${isLive}`]),
  ];
  const source = Prisma.sql`
    FROM grants g JOIN tasks t ON t.id = g.task_id JOIN entitlements e ON e.id = g.entitlement_id
    LEFT JOIN grant_uses u ON u.grant_id = g.id
    WHERE ${Prisma.join(wanted, ' AND ')}`;
  const [before] = fromCursor(cursor, 1) ?? [];
  const onPage = before === undefined ? Prisma.empty : Prisma.sql`AND g.id < ${before}`;
  const ids = await db.$queryRaw<{ id: string }[]>`
    SELECT g.id ${source} ${onPage} ORDER BY g.id DESC LIMIT ${limit + 1}`;
  const rows = await db.grant.findMany({
    where: { id: { in: ids.map(({ id }) => id) } },
    orderBy: { id: 'desc' },
    select: grantSelect,
  });
  const page = toPage(
    rows,
    limit,
    (row) => [row.id],
    (row) => toGrantView(row, now),
  );
  if (count !== 'true') return page;
  const [counted] = await db.$queryRaw<{ total: number }[]>`SELECT count(*)::int AS total ${source}`;
  return { ...page, total: counted?.total ?? 0 };
}
