import { Prisma } from '@/lib/db/generated/client';
import type { ActionClass } from '@/lib/domain/action-class';
import { BROAD_DAYS } from '@/lib/domain/finding';
import { type ReachedTool, toolReach } from '@/lib/domain/reach';
import type { Sensitivity } from '@/lib/domain/sensitivity';
import { groupBy } from '../group-by';
import type { FindingFilter, FindingRow } from './found';
import type { Look } from './look';
import { LIVE_ENTITLEMENTS, STANDS_LONG } from './query';

const CHUNK = 200;
const MOST_NAMED = 10;

type Candidate = Omit<FindingRow, 'kind' | 'subjectKind' | 'detail'> & {
  systemId: string;
  tools: string[];
  actionClasses: ActionClass[];
  maxSensitivity: Sensitivity;
  used: string[];
};
type CoveringScope = Pick<Candidate, 'tools' | 'actionClasses' | 'maxSensitivity'>;
type Tool = ReachedTool & { id: string; systemId: string };

/** What was used lately, of an entitlement `e`. */
const recentUse = (now: Date): Prisma.Sql =>
  Prisma.sql`u.last_used_at > ${now}::timestamptz - make_interval(days => ${BROAD_DAYS}::int)`;

const wanted = (now: Date, { agent, owner }: FindingFilter): Prisma.Sql => Prisma.sql`
  ${STANDS_LONG(now)}
   AND ${agent === undefined ? Prisma.sql`true` : Prisma.sql`a.id = ${agent}`}
   AND ${owner === undefined ? Prisma.sql`true` : Prisma.sql`o.email = ${owner}`}`;

/**
 * Live entitlements that are used, but not with all the tools that they cover now: these stand in the detail. What
 * an entitlement covers is told by the rule itself (lib/domain/reach.ts). They are looked at in the order of the
 * page, so that a page costs what stands on it.
 */
export async function broadRows(
  { db, now }: Look,
  filter: FindingFilter,
  after: string,
  limit: number,
): Promise<FindingRow[]> {
  const found: FindingRow[] = [];
  const size = Math.max(CHUNK, limit);
  for (let from = after; ; ) {
    const chunk = await db.$queryRaw<Candidate[]>`
      SELECT e.id AS "subjectId", s.name, a.id AS agent, x.last AS since, e.system_id AS "systemId", e.tools,
             e.action_classes::text[] AS "actionClasses", e.max_sensitivity::text AS "maxSensitivity", x.used,
             o.id AS "personId", o.name AS "personName", o.email AS "personEmail",
             o.disabled_at IS NOT NULL AS "personIsDisabled"
        FROM ${LIVE_ENTITLEMENTS(
          now,
          Prisma.sql`
             JOIN users o ON o.id = a.owner_id
             JOIN LATERAL (SELECT array_agg(u.tool_id) AS used, max(u.last_used_at) AS last
                             FROM entitlement_uses u
                            WHERE u.entitlement_id = e.id AND ${recentUse(now)}) x ON x.used IS NOT NULL`,
        )}
         AND ${wanted(now, filter)} AND e.id COLLATE "C" > ${from}
       ORDER BY e.id COLLATE "C" LIMIT ${size}`;
    const toolsOf = await loadTools(db, [...new Set(chunk.map(({ systemId }) => systemId))]);
    for (const { systemId, tools, actionClasses, maxSensitivity, used, ...row } of chunk) {
      const reaches = toolReach({ tools, actionClasses, maxSensitivity });
      const rest = toolsOf(systemId).filter((tool) => !used.includes(tool.id) && reaches(tool));
      if (rest.length === 0) continue;
      const names = rest.slice(0, MOST_NAMED).map(({ name }) => name);
      const more = rest.length > MOST_NAMED ? [`and ${rest.length - MOST_NAMED} more`] : [];
      found.push({
        ...row,
        kind: 'entitlement_broad',
        subjectKind: 'entitlement',
        detail: [...names, ...more],
      });
      if (found.length === limit) return found;
    }
    from = chunk.at(-1)?.subjectId ?? '';
    if (chunk.length < size) return found;
  }
}

type Counted = [
  system: string,
  tools: string[],
  actionClasses: ActionClass[],
  maxSensitivity: Sensitivity,
  uses: number,
  ids: string[],
];

/** How many there are. More tools than were used cannot all have been; only of the others is asked which were. */
export async function countBroad({ db, now }: Look, filter: FindingFilter): Promise<number> {
  // As one text: thousands of rows with lists in them are read many times as fast.
  const [told] = await db.$queryRaw<{ rows: string }[]>`
    SELECT coalesce(json_agg(json_build_array(
             f.system_id, f.tools, f.action_classes, f.max_sensitivity, f.uses, f.ids)), '[]')::text AS rows
      FROM (
        SELECT e.system_id, e.tools, e.action_classes, e.max_sensitivity, x.uses, array_agg(e.id) AS ids
          FROM ${LIVE_ENTITLEMENTS(
            now,
            Prisma.sql`
               JOIN users o ON o.id = a.owner_id
               JOIN (SELECT u.entitlement_id, count(*) AS uses FROM entitlement_uses u
                      WHERE ${recentUse(now)} GROUP BY 1) x ON x.entitlement_id = e.id`,
          )}
           AND ${wanted(now, filter)}
         GROUP BY e.system_id, e.tools, e.action_classes, e.max_sensitivity, x.uses) f`;
  const rows: Counted[] = JSON.parse(told?.rows ?? '[]');
  const toolsOf = await loadTools(db, [...new Set(rows.map(([system]) => system))]);
  let count = 0;
  const doubtful: { ids: string[]; covered: string[] }[] = [];
  for (const [system, tools, actionClasses, maxSensitivity, uses, ids] of rows) {
    const scope: CoveringScope = { tools, actionClasses, maxSensitivity };
    const covered = toolsOf(system).filter(toolReach(scope));
    if (covered.length > uses) count += ids.length;
    else if (covered.length > 0) doubtful.push({ ids, covered: covered.map(({ id }) => id) });
  }
  if (doubtful.length === 0) return count;
  const uses = await db.$queryRaw<{ id: string; tools: string[] }[]>`
    SELECT u.entitlement_id AS id, array_agg(u.tool_id) AS tools FROM entitlement_uses u
     WHERE u.entitlement_id = ANY (${doubtful.flatMap(({ ids }) => ids)}) AND ${recentUse(now)}
     GROUP BY 1`;
  const usedOf = new Map(uses.map(({ id, tools }) => [id, new Set(tools)]));
  for (const { ids, covered } of doubtful) {
    count += ids.filter((id) => covered.some((tool) => usedOf.get(id)?.has(tool) !== true)).length;
  }
  return count;
}

/** The tools of these systems, in the order of their names. */
async function loadTools(db: Look['db'], systemIds: readonly string[]): Promise<(id: string) => Tool[]> {
  const tools = await db.tool.findMany({
    where: { systemId: { in: [...systemIds] } },
    select: { id: true, systemId: true, name: true, actionClass: true, sensitivity: true, triggers: true },
    orderBy: { name: 'asc' },
  });
  const bySystem = groupBy(tools, ({ systemId }) => systemId);
  return (id) => bySystem.get(id) ?? [];
}
