import type { Tx } from '@/lib/db/client';
import type { ActionClass } from '@/lib/domain/action-class';
import { reachOf } from '@/lib/domain/reach';
import { tierFloor } from '@/lib/domain/risk-tier';
import type { Sensitivity } from '@/lib/domain/sensitivity';
import { groupBy } from '../group-by';
import { raisingToolsReachedFrom } from '../tool/reached-from';

type Due = { id: string; version: bigint; inventory: bigint };
type Reaching = {
  agentId: string;
  systemId: string;
  tools: string[];
  actionClasses: ActionClass[];
  maxSensitivity: Sensitivity;
  startsAt: Date;
  endsAt: Date;
};

const CHUNK = 2000;
const FOR_EVER = new Date('9999-12-31T00:00:00Z');

/**
 * Brings `agent_floors` up to date, so that a list can be narrowed and sorted by the effective tier: agents of
 * which anything has changed since, and those for which an entitlement has ended. The rule is that of decisions;
 * the versions are read before what they stand for, so a change on the way leaves a row that is due again.
 */
export async function refreshFloors(db: Tx, now: Date): Promise<void> {
  const due = await db.$queryRaw<Due[]>`
    SELECT a.id, l.version, k.inventory
      FROM agents a JOIN agent_live l ON l.agent_id = a.id CROSS JOIN config_live k
      LEFT JOIN agent_floors f ON f.agent_id = a.id
     WHERE f.agent_id IS NULL OR f.agent_version <> l.version OR f.inventory <> k.inventory
        OR f.valid_until <= ${now}
     ORDER BY a.id COLLATE "C"`;
  if (due.length === 0) return;
  const entitlements = groupBy(await reachingEntitlements(db, due, now), ({ agentId }) => agentId);
  const systems = new Set([...entitlements.values()].flat().map(({ systemId }) => systemId));
  const toolsBySystem = groupBy(await raisingToolsReachedFrom(db, [...systems]), ({ systemId }) => systemId);

  for (let from = 0; from < due.length; from += CHUNK) {
    const chunk = due.slice(from, from + CHUNK).map((agent) => {
      const own = entitlements.get(agent.id) ?? [];
      const reach = reachOf(own.map(toReaching), (systemId) => toolsBySystem.get(systemId) ?? [], now);
      const ends = own.map(({ endsAt }) => endsAt.getTime());
      return {
        ...agent,
        floor: tierFloor(reach),
        validUntil: new Date(Math.min(FOR_EVER.getTime(), ...ends)),
      };
    });
    await db.$executeRaw`
      INSERT INTO agent_floors (agent_id, floor, agent_version, inventory, valid_until)
      SELECT * FROM unnest(${chunk.map(({ id }) => id)}::text[], ${chunk.map(({ floor }) => floor)}::text[]::risk_tier[],
                           ${chunk.map(({ version }) => version)}::bigint[], ${chunk.map(({ inventory }) => inventory)}::bigint[],
                           ${chunk.map(({ validUntil }) => validUntil)}::timestamptz[])
      ON CONFLICT (agent_id) DO UPDATE
        SET floor = excluded.floor, agent_version = excluded.agent_version,
            inventory = excluded.inventory, valid_until = excluded.valid_until`;
  }
}

/** Of few agents by their ids, of many all at once: their entitlements are then most of the table anyway. */
const reachingEntitlements = (db: Tx, due: readonly Due[], now: Date): Promise<Reaching[]> => db.$queryRaw<
  Reaching[]
>`
  SELECT e.agent_id AS "agentId", e.system_id AS "systemId", e.tools, e.action_classes::text[] AS "actionClasses",
         e.max_sensitivity::text AS "maxSensitivity", e.starts_at AS "startsAt", e.ends_at AS "endsAt"
    FROM entitlements e
   WHERE e.agent_id = ANY (${due.map(({ id }) => id)}) AND e.revoked_at IS NULL AND e.ends_at > ${now}`;

const toReaching = (row: Reaching) => ({
  scope: {
    system: row.systemId,
    tools: row.tools,
    actionClasses: row.actionClasses,
    resources: [],
    maxSensitivity: row.maxSensitivity,
    arguments: {},
  },
  startsAt: row.startsAt,
  endsAt: row.endsAt,
  revokedAt: null,
});
