import type { Tx } from '@/lib/db/client';
import type { ActionClass } from '@/lib/domain/action-class';
import { toolReach } from '@/lib/domain/reach';
import type { Sensitivity } from '@/lib/domain/sensitivity';
import { toolsOfSystems } from '../tool/of-systems';

type Due = {
  id: string;
  revision: number;
  toolsVersion: string;
  usesVersion: string;
  systemId: string;
  tools: string[];
  actionClasses: ActionClass[];
  maxSensitivity: Sensitivity;
};

const CHUNK = 2000;

/**
 * Brings `entitlement_covers` up to date for these entitlements. The rule is that of decisions; the versions are read
 * before the tools and the uses that they stand for, so a change on the way leaves a row that is due again.
 */
export async function refreshCovers(db: Tx, ids: readonly string[]): Promise<void> {
  const due = await db.$queryRaw<Due[]>`
    SELECT e.id, e.revision, coalesce(l.version, 0)::text AS "toolsVersion", v.version::text AS "usesVersion",
           e.system_id AS "systemId", e.tools, e.action_classes::text[] AS "actionClasses",
           e.max_sensitivity::text AS "maxSensitivity"
      FROM entitlements e JOIN entitlement_uses_live v ON v.entitlement_id = e.id
      LEFT JOIN system_tools_live l ON l.system_id = e.system_id
     WHERE e.id = ANY (${[...ids]})
     ORDER BY e.id COLLATE "C"`;
  const toolsOf = await toolsOfSystems(
    db,
    due.map(({ systemId }) => systemId),
  );
  for (let from = 0; from < due.length; from += CHUNK) {
    const chunk = due
      .slice(from, from + CHUNK)
      .map(({ id, revision, toolsVersion, usesVersion, ...scope }) => ({
        id,
        revision,
        toolsVersion,
        usesVersion,
        tools: toolsOf(scope.systemId)
          .filter(toolReach(scope))
          .map((tool) => tool.id),
      }));
    await db.$executeRaw`
      INSERT INTO entitlement_covers
             (entitlement_id, revision, tools_version, uses_version, last_used_at, all_used_since)
      SELECT r.id, r.revision, r."toolsVersion", r."usesVersion",
             coalesce((SELECT max(u.last_used_at) FROM entitlement_uses u WHERE u.entitlement_id = r.id), '-infinity'),
             coalesce((SELECT min(coalesce(u.last_used_at, '-infinity'))
                         FROM unnest(r.tools) AS t (id)
                         LEFT JOIN entitlement_uses u ON u.entitlement_id = r.id AND u.tool_id = t.id), 'infinity')
        FROM json_to_recordset(${JSON.stringify(chunk)}::json)
               AS r (id text, revision int, "toolsVersion" bigint, "usesVersion" bigint, tools text[])
      ON CONFLICT (entitlement_id) DO UPDATE
        SET revision = excluded.revision, tools_version = excluded.tools_version, uses_version = excluded.uses_version,
            last_used_at = excluded.last_used_at, all_used_since = excluded.all_used_since`;
  }
}
