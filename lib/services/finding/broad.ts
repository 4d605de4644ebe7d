import { Prisma } from '@/lib/db/generated/client';
import type { ActionClass } from '@/lib/domain/action-class';
import { BROAD_DAYS } from '@/lib/domain/finding';
import { coverOfTools } from '@/lib/domain/pattern';
import { type ReachedTool, toolReach } from '@/lib/domain/reach';
import { isMoreSensitive, type Sensitivity } from '@/lib/domain/sensitivity';
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
  id: string,
  system: string,
  tools: string[],
  actionClasses: ActionClass[],
  maxSensitivity: Sensitivity,
  uses: number,
];

/** How many there are. More tools than were used cannot all have been; only of the others is asked which were. */
export async function countBroad({ db, now }: Look, filter: FindingFilter): Promise<number> {
  // As one text: thousands of rows with lists in them are read many times as fast.
  const [told] = await db.$queryRaw<{ rows: string }[]>`
    SELECT coalesce(json_agg(json_build_array(
             e.id, e.system_id, e.tools, e.action_classes, e.max_sensitivity, x.uses)), '[]')::text AS rows
      FROM ${LIVE_ENTITLEMENTS(
        now,
        Prisma.sql`
           JOIN users o ON o.id = a.owner_id
           JOIN (SELECT u.entitlement_id, count(*) AS uses FROM entitlement_uses u
                  WHERE ${recentUse(now)} GROUP BY 1) x ON x.entitlement_id = e.id`,
      )}
       AND ${wanted(now, filter)}`;
  const rows: Counted[] = JSON.parse(told?.rows ?? '[]');
  const coveredBy = coverByPattern(await loadTools(db, [...new Set(rows.map(([, system]) => system))]));
  let count = 0;
  const doubtful = new Map<string, ReadonlySet<string>>();
  for (const [id, system, tools, actionClasses, maxSensitivity, uses] of rows) {
    const covered = new Set<string>();
    for (const pattern of tools) {
      for (const tool of coveredBy(system, pattern)) {
        if (actionClasses.includes(tool.actionClass) && !isMoreSensitive(tool.sensitivity, maxSensitivity)) {
          covered.add(tool.id);
        }
      }
      if (covered.size > uses) break;
    }
    if (covered.size > uses) count += 1;
    else if (covered.size > 0) doubtful.set(id, covered);
  }
  if (doubtful.size === 0) return count;
  const uses = await db.$queryRaw<{ id: string; tools: string[] }[]>`
    SELECT u.entitlement_id AS id, array_agg(u.tool_id) AS tools FROM entitlement_uses u
     WHERE u.entitlement_id = ANY (${[...doubtful.keys()]}) AND ${recentUse(now)}
     GROUP BY 1`;
  return (
    count +
    uses.filter(({ id, tools }) => {
      const used = new Set(tools);
      return [...(doubtful.get(id) ?? [])].some((tool) => !used.has(tool));
    }).length
  );
}

/** Many entitlements share few patterns, so that the rule is asked once for each pattern of a system. */
function coverByPattern(toolsOf: (system: string) => Tool[]) {
  const known = new Map<string, Tool[]>();
  return (system: string, pattern: string): Tool[] => {
    const key = `${system} ${pattern}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const covers = coverOfTools([pattern]);
    const own = toolsOf(system).filter(({ name }) => covers(name));
    known.set(key, own);
    return own;
  };
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
