import { Prisma } from '@/lib/db/generated/client';
import type { ActionClass } from '@/lib/domain/action-class';
import { BROAD_DAYS } from '@/lib/domain/finding';
import { toolReach } from '@/lib/domain/reach';
import type { Sensitivity } from '@/lib/domain/sensitivity';
import { refreshCovers } from '../entitlement/refresh-covers';
import { toolsOfSystems } from '../tool/of-systems';
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

/** What was used after this moment was used lately. */
const lately = (now: Date): Prisma.Sql =>
  Prisma.sql`${now}::timestamptz - make_interval(days => ${BROAD_DAYS}::int)`;

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
                            WHERE u.entitlement_id = e.id AND u.last_used_at > ${lately(now)}) x ON x.used IS NOT NULL`,
        )}
         AND ${wanted(now, filter)} AND e.id COLLATE "C" > ${from}
       ORDER BY e.id COLLATE "C" LIMIT ${size}`;
    const toolsOf = await toolsOfSystems(
      db,
      chunk.map(({ systemId }) => systemId),
    );
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

/** What changes while it is counted is looked at again, but not for ever. */
const MOST_LOOKS = 3;

/**
 * How many there are. What an entitlement covers is kept (`entitlement_covers`) and believed only at the versions
 * that it was told at: where one has moved since, the rule is asked again before anything is counted.
 */
export async function countBroad({ db, now }: Look, filter: FindingFilter): Promise<number> {
  for (let looks = 1; ; looks += 1) {
    const { total, due } = await countKept(db, now, filter);
    if (due === null || looks === MOST_LOOKS) return total;
    await refreshCovers(db, due);
  }
}

/** Counts by what is kept; `due` are those of which it is not known any more. */
async function countKept(
  db: Look['db'],
  now: Date,
  filter: FindingFilter,
): Promise<{ total: number; due: string[] | null }> {
  const [counted] = await db.$queryRaw<{ total: number; due: string[] | null }[]>`
    SELECT count(*) FILTER (WHERE c.last_used_at > ${lately(now)} AND c.all_used_since <= ${lately(now)})::int AS total,
           array_agg(e.id) FILTER (WHERE c.entitlement_id IS NULL) AS due
      FROM ${LIVE_ENTITLEMENTS(
        now,
        Prisma.sql`
           JOIN users o ON o.id = a.owner_id
           JOIN entitlement_uses_live v ON v.entitlement_id = e.id
           LEFT JOIN system_tools_live l ON l.system_id = e.system_id
           LEFT JOIN entitlement_covers c
             ON c.entitlement_id = e.id AND c.revision = e.revision AND c.uses_version = v.version
            AND c.tools_version = coalesce(l.version, 0)`,
      )}
       AND ${wanted(now, filter)}`;
  return counted ?? { total: 0, due: null };
}
