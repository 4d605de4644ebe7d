import type { GrantListItem, ListGrantsInput } from '@/lib/contract/grant';
import type { Tx } from '@/lib/db/client';
import { Prisma } from '@/lib/db/generated/client';
import { coverOfTools } from '@/lib/domain/pattern';
import { splitToolId } from '@/lib/domain/tool';
import { type Ctx, permit } from '../context';
import { fromCursor, toPage } from '../page';
import { databaseNow, reader } from '../transaction';
import { grantSelect, toGrantView } from './view';

/** Grants, newest first. `live` is computed now: ended and spent ones are not live, swept or not. */
export async function listGrants(
  ctx: Ctx,
  { task, agent, system, tool, live, cursor, limit, count }: ListGrantsInput,
): Promise<{ items: GrantListItem[]; nextCursor: string | null; total?: number }> {
  permit(ctx, 'grant.list');
  const db = reader(ctx);
  const now = await databaseNow(db);
  const isLive = Prisma.sql`(g.revoked_at IS NULL AND g.ends_at > ${now} AND e.revoked_at IS NULL AND e.ends_at > ${now}
    AND (g.uses IS NULL OR coalesce(u.spent, 0) < g.uses))`;
  const wanted = [
    Prisma.sql`TRUE`,
    ...(task === undefined ? [] : [Prisma.sql`g.task_id = ${task}`]),
    ...(agent === undefined ? [] : [Prisma.sql`t.agent_id = ${agent}`]),
    ...(system === undefined ? [] : [Prisma.sql`g.system_id = ${system}`]),
    ...(tool === undefined ? [] : [await covering(db, tool)]),
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
    select: {
      ...grantSelect,
      task: {
        select: {
          agentId: true,
          purpose: true,
          endsAt: true,
          agent: { select: { name: true } },
        },
      },
    },
  });
  const lastUsed = await loadLastUsed(
    db,
    rows.map(({ id }) => id),
  );
  const page = toPage(
    rows,
    limit,
    (row) => [row.id],
    (row) => ({
      ...toGrantView(row, now),
      agentName: row.task.agent.name,
      purpose: row.task.purpose,
      taskEndsAt: row.task.endsAt,
      lastUsedAt: lastUsed.get(row.id) ?? null,
    }),
  );
  if (count !== 'true') return page;
  const [counted] = await db.$queryRaw<{ total: number }[]>`SELECT count(*)::int AS total ${source}`;
  return { ...page, total: counted?.total ?? 0 };
}

/** Grants whose patterns cover a tool's name. Patterns are matched as decisions match them, each list once. */
async function covering(db: Tx, toolId: string): Promise<Prisma.Sql> {
  const { system, name } = splitToolId(toolId) ?? { system: '', name: '' };
  const lists = await db.$queryRaw<{ tools: string[] }[]>`
    SELECT DISTINCT tools FROM grants WHERE system_id = ${system}`;
  const matching = lists
    .filter(({ tools }) => coverOfTools(tools)(name))
    .map(({ tools }) => JSON.stringify(tools));
  return Prisma.sql`g.system_id = ${system} AND array_to_json(g.tools)::text = ANY (${matching})`;
}

/**
 * When each grant last allowed a call. A task's decisions lie together under ids that begin like its own, and
 * a record's canonical text names the grant in exactly one form.
 */
async function loadLastUsed(db: Tx, ids: readonly string[]): Promise<Map<string, Date>> {
  const rows = await db.$queryRaw<{ id: string; at: Date | null }[]>`
    SELECT g.id, (
        SELECT max(d.at) FROM decisions d
         WHERE d.id >= 'dec_' || substr(g.task_id, 5, 13) AND d.id <= 'dec_' || substr(g.task_id, 5, 13) || 'zzzzzzzzzzzzz'
           AND d.task_id = g.task_id AND d.outcome IN ('allow', 'modify')
           AND position('"grant":"' || g.id || '"' IN d.record) > 0) AS at
      FROM grants g WHERE g.id = ANY (${[...ids]})`;
  return new Map(rows.flatMap(({ id, at }) => (at === null ? [] : [[id, at] as const])));
}
