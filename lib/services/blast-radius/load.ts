import type { Tx } from '@/lib/db/client';
import { Prisma } from '@/lib/db/generated/client';
import {
  type BlastInventory,
  type BlastTool,
  blastInventory,
  type HeldEntitlement,
} from '@/lib/domain/blast-inventory';
import type { Sensitivity } from '@/lib/domain/sensitivity';
import type { ToolState } from '@/lib/domain/tool';
import { scopeOf } from '../grant/scope';
import { toolsReachedFrom } from '../tool/reached-from';

export type LoadedTool = BlastTool & { state: ToolState };
export type Loaded = {
  inventory: BlastInventory;
  toolStates: ReadonlyMap<string, ToolState>;
  systemNames: ReadonlyMap<string, string>;
};

const TOOL_SELECT = {
  id: true,
  systemId: true,
  name: true,
  actionClass: true,
  sensitivity: true,
  reversible: true,
  state: true,
  triggers: true,
} as const;

/** The live entitlements of one agent. */
export async function loadOwnEntitlements(tx: Tx, agentId: string, now: Date): Promise<HeldEntitlement[]> {
  const rows = await tx.entitlement.findMany({
    where: { agentId, revokedAt: null, endsAt: { gt: now } },
    orderBy: { id: 'asc' },
  });
  return rows.map((row) => ({
    id: row.id,
    agentId: row.agentId,
    scope: scopeOf(row),
    startsAt: row.startsAt,
    endsAt: row.endsAt,
    revokedAt: row.revokedAt,
  }));
}

/** What lies ahead of these systems: their tools, and what those set in motion. */
export async function loadAhead(tx: Tx, systemIds: readonly string[]): Promise<Loaded> {
  return compile(tx, await toolsReachedFrom(tx, [...new Set(systemIds)]), systemIds, true);
}

/**
 * What lies behind a target: its own tools, and every tool that sets something in motion. Those are few, and
 * whatever leads to the target from afar leads through them.
 */
export async function loadBehind(tx: Tx, target: { kind: 'system' | 'tool'; id: string }): Promise<Loaded> {
  const tools = await tx.tool.findMany({
    where: {
      OR: [
        target.kind === 'system' ? { systemId: target.id } : { id: target.id },
        { NOT: { triggers: { equals: [] } } },
      ],
    },
    select: TOOL_SELECT,
  });
  return compile(tx, tools, target.kind === 'system' ? [target.id] : [], false);
}

async function compile(
  tx: Tx,
  tools: readonly LoadedTool[],
  systemIds: readonly string[],
  // Only where all of a system's tools are known can be said what its secret does beyond them.
  isWhole: boolean,
): Promise<Loaded> {
  const ids = new Set([...systemIds, ...tools.flatMap(({ systemId, triggers }) => [systemId, ...triggers])]);
  const systems = await tx.system.findMany({
    where: { id: { in: [...ids] } },
    select: { id: true, name: true, zone: true, sensitivity: true, secret: { select: { reach: true } } },
  });
  const known = new Set(tools.map(({ id }) => id));
  return {
    inventory: blastInventory(
      tools,
      systems.map(({ id, zone, sensitivity, secret }) => ({
        id,
        zone,
        sensitivity,
        beyond: isWhole ? (secret?.reach ?? []).filter((name) => !known.has(`${id}/${name}`)).sort() : [],
      })),
    ),
    toolStates: new Map(tools.map(({ id, state }) => [id, state])),
    systemNames: new Map(systems.map(({ id, name }) => [id, name])),
  };
}

type Row = [
  id: string,
  agentId: string,
  systemId: string,
  tools: string[],
  actionClasses: HeldEntitlement['scope']['actionClasses'],
  resources: string[],
  maxSensitivity: Sensitivity,
];

/**
 * The live entitlements into these systems, whoever holds them. Those that say the same share one scope, so
 * that each scope is looked at once. Rules for arguments narrow calls, not reach, and are left away.
 */
export async function loadEntitlementsInto(
  tx: Tx,
  systemIds: readonly string[],
  now: Date,
  of: {
    notAgent?: string;
    onlyActive?: boolean;
    tiers?: readonly string[];
    agents?: readonly string[];
    /** Of each agent one of them, the first by its id. */
    oneOfEach?: boolean;
  } = {},
): Promise<HeldEntitlement[]> {
  if (systemIds.length === 0) return [];
  const { notAgent, onlyActive = false, tiers, agents, oneOfEach = false } = of;
  const wanted = [
    Prisma.sql`e.system_id = ANY (${[...systemIds]}) AND e.revoked_at IS NULL AND e.ends_at > ${now}`,
    ...(notAgent === undefined ? [] : [Prisma.sql`e.agent_id <> ${notAgent}`]),
    ...(onlyActive ? [Prisma.sql`a.state = 'active'`] : []),
    ...(agents === undefined ? [] : [Prisma.sql`e.agent_id = ANY (${[...agents]})`]),
    ...(tiers === undefined ? [] : [Prisma.sql`a.risk_tier::text = ANY (${[...tiers]})`]),
  ];
  const from = Prisma.sql`
      FROM entitlements e ${onlyActive || tiers ? Prisma.sql`JOIN agents a ON a.id = e.agent_id` : Prisma.empty}
     WHERE ${Prisma.join(wanted, ' AND ')}`;
  // As one text: thousands of rows with lists in them are read many times as fast.
  const [told] = await tx.$queryRaw<{ rows: string }[]>`
    SELECT coalesce(json_agg(json_build_array(
             e.id, e.agent_id, e.system_id, e.tools, e.action_classes, e.resources, e.max_sensitivity)), '[]')::text AS rows
      ${oneOfEach ? Prisma.sql`FROM entitlements e WHERE e.id IN (SELECT min(e.id) ${from} GROUP BY e.agent_id)` : from}`;
  const rows: Row[] = JSON.parse(told?.rows ?? '[]');
  // They were all live at `now`.
  const live = { startsAt: now, endsAt: new Date(now.getTime() + 1), revokedAt: null };
  const scopes = new Map<string, HeldEntitlement['scope']>();
  return rows.map(([id, agentId, system, tools, actionClasses, resources, maxSensitivity]) => {
    const scope = { system, tools, actionClasses, resources, maxSensitivity, arguments: {} };
    const key = JSON.stringify(scope);
    const known = scopes.get(key);
    if (known === undefined) scopes.set(key, scope);
    return { id, agentId, scope: known ?? scope, ...live };
  });
}
