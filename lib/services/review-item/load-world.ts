import type { Tx } from '@/lib/db/client';
import type { ActionClass } from '@/lib/domain/action-class';
import { toolReach } from '@/lib/domain/reach';
import type { ReviewItemKind, ReviewVerb } from '@/lib/domain/review';
import { addCalls, type Calls, MOST_PEERS, NO_CALLS, peersOf } from '@/lib/domain/review-evidence';
import { higherTier, type RiskTier } from '@/lib/domain/risk-tier';
import type { Sensitivity } from '@/lib/domain/sensitivity';
import type { ToolState } from '@/lib/domain/tool';
import type { CallableTool } from '@/lib/domain/usage';
import { canonicalJson } from '@/lib/ledger/canonical';
import { loadFloors } from '../agent/floor';
import { groupBy } from '../group-by';
import { loadTierRules } from '../tier/rules';
import { personSelect } from '../user/person';

export type Subject = { kind: ReviewItemKind; id: string };
export const subjectKey = ({ kind, id }: Subject): string => `${kind}:${id}`;

const DAY_MS = 24 * 3_600_000;
/** A record is committed a moment after its time, so what was noted last is read again. */
const READ_AGAIN_MS = 120_000;

/** All that the evidence of some subjects is made from. */
export type World = Awaited<ReturnType<typeof loadWorld>>;
export type ToolRow = CallableTool & {
  state: ToolState;
  digest: string;
  reviewedDigest: string | null;
  returnsUntrusted: boolean;
  createdAt: Date;
  revision: number;
  triggers: string[];
  system: { ownerId: string | null };
};

/** Loads it in a fixed number of statements, however many subjects there are. */
export async function loadWorld(tx: Tx, idsOf: (kind: ReviewItemKind) => string[], now: Date) {
  const entitlements = await tx.entitlement.findMany({ where: { id: { in: idsOf('entitlement') } } });
  const agentIds = [...new Set([...entitlements.map(({ agentId }) => agentId), ...idsOf('ownership')])];
  const agents = await tx.agent.findMany({
    where: { id: { in: agentIds } },
    include: {
      owner: { select: personSelect },
      backupOwner: { select: personSelect },
      proposedOwner: { select: personSelect },
      calls: { select: { lastCallAt: true } },
    },
  });
  const held = await tx.entitlement.findMany({
    where: { agentId: { in: agentIds }, revokedAt: null, endsAt: { gt: now } },
    orderBy: { id: 'asc' },
  });
  const toolIds = idsOf('tool');
  const systemIds = [...new Set([...entitlements, ...held].map(({ systemId }) => systemId))];
  const tools: ToolRow[] = await tx.tool.findMany({
    where: { OR: [{ systemId: { in: systemIds } }, { id: { in: toolIds } }] },
    select: {
      id: true,
      systemId: true,
      name: true,
      actionClass: true,
      sensitivity: true,
      state: true,
      digest: true,
      reviewedDigest: true,
      returnsUntrusted: true,
      createdAt: true,
      revision: true,
      triggers: true,
      system: { select: { ownerId: true } },
    },
    orderBy: { id: 'asc' },
  });
  const floorOf = await loadFloors(tx, agentIds, now);
  const rules = await loadTierRules(tx);
  const tierOf = (agent: { id: string; riskTier: RiskTier }): RiskTier =>
    higherTier(agent.riskTier, floorOf(agent.id).floor);
  const sinceOf = (tier: RiskTier): Date => new Date(now.getTime() - rules[tier].reviewEveryDays * DAY_MS);
  const windows = agents.map((agent) => ({ id: agent.id, since: sinceOf(tierOf(agent)) }));
  const noted = await loadNoted(
    tx,
    entitlements.map(({ id }) => id),
  );
  const { counts, uses } = await countCalls(tx, windows, noted);
  return {
    now,
    entitlements: new Map(entitlements.map((row) => [row.id, row])),
    agents: new Map(agents.map((row) => [row.id, row])),
    held: groupBy(held, ({ agentId }) => agentId),
    tools: new Map(tools.map((row) => [row.id, row])),
    toolsBySystem: groupBy(tools, ({ systemId }) => systemId),
    rules,
    tierOf,
    floorOf,
    sinceOf,
    counts,
    uses,
    peers: await loadPeers(
      tx,
      entitlements.map(({ id }) => id),
      now,
    ),
    previous: await loadPrevious(tx, [
      ...entitlements.map(({ id }) => id),
      ...idsOf('ownership'),
      ...toolIds,
    ]),
    callers: await countCallers(tx, toolIds, sinceOf('low')),
    reaching: await loadReaching(
      tx,
      toolIds.length === 0 ? [] : [...new Set(tools.map(({ systemId }) => systemId))],
      now,
    ),
  };
}

/** What bookkeeping has noted of use: read before the calls, so that these know of at least as much. */
async function loadNoted(tx: Tx, ids: readonly string[]) {
  const state = await tx.entitlementUseState.findFirst({ select: { readTo: true } });
  const rows = await tx.entitlementUse.findMany({ where: { entitlementId: { in: [...ids] } } });
  return { readTo: new Date((state?.readTo.getTime() ?? 0) - READ_AGAIN_MS), rows };
}

type Noted = Awaited<ReturnType<typeof loadNoted>>;

/**
 * By agent and by tool, what was asked within the agent’s window; and by entitlement and tool, when it was used last
 * by that very entitlement. Both are of the records of one instant: what bookkeeping has not noted yet is read in the
 * same statement, so that no card tells of calls that its use does not know.
 */
async function countCalls(tx: Tx, windows: readonly { id: string; since: Date }[], noted: Noted) {
  const rows = await tx.$queryRaw<
    (Omit<Calls, 'samples'> & {
      agentId: string;
      toolId: string;
      entitlementId: string | null;
      allowed: string | null;
      denied: string | null;
      escalated: string | null;
    })[]
  >`
    SELECT d.agent_id AS "agentId", d.tool_id AS "toolId",
           CASE WHEN d.at > ${noted.readTo} AND d.outcome IN ('allow', 'modify')
                THEN d.record::json #>> '{answers,need,entitlement}' END AS "entitlementId",
           count(*) FILTER (WHERE d.outcome IN ('allow', 'modify'))::int AS allows,
           count(*) FILTER (WHERE d.outcome = 'deny')::int AS denials,
           count(*) FILTER (WHERE d.outcome IN ('escalate', 'defer'))::int AS escalations,
           max(d.at) FILTER (WHERE d.outcome IN ('allow', 'modify')) AS "lastUsedAt",
           max(d.id) FILTER (WHERE d.outcome IN ('allow', 'modify')) AS allowed,
           max(d.id) FILTER (WHERE d.outcome = 'deny') AS denied,
           max(d.id) FILTER (WHERE d.outcome IN ('escalate', 'defer')) AS escalated
      FROM unnest(${windows.map(({ id }) => id)}::text[], ${windows.map(({ since }) => since)}::timestamptz[]) AS w (agent, since)
      JOIN decisions d ON d.agent_id = w.agent AND d.at > w.since
     GROUP BY 1, 2, 3`;
  const counts = new Map<string, Map<string, Calls>>();
  const uses = new Map<string, Map<string, Date>>();
  for (const { entitlementId, toolId, lastUsedAt } of noted.rows)
    noteUse(uses, entitlementId, toolId, lastUsedAt);
  for (const { agentId, toolId, entitlementId, allowed, denied, escalated, ...asked } of rows) {
    const own = counts.get(agentId) ?? new Map<string, Calls>();
    counts.set(agentId, own);
    const samples = [allowed, denied, escalated].filter((id) => id !== null);
    own.set(toolId, addCalls(own.get(toolId) ?? NO_CALLS, { ...asked, samples }));
    if (entitlementId !== null && asked.lastUsedAt !== null) {
      noteUse(uses, entitlementId, toolId, asked.lastUsedAt);
    }
  }
  return { counts, uses };
}

function noteUse(
  uses: Map<string, Map<string, Date>>,
  entitlementId: string,
  toolId: string,
  at: Date,
): void {
  const own = uses.get(entitlementId) ?? new Map<string, Date>();
  uses.set(entitlementId, own);
  const known = own.get(toolId);
  if (known === undefined || known < at) own.set(toolId, at);
}

export type Access = { systemId: string; tools: readonly string[]; actionClasses: readonly string[] };
export const accessKey = ({ systemId, tools, actionClasses }: Access): string =>
  canonicalJson([systemId, [...tools].sort(), [...actionClasses].sort()]);

/** How many agents hold the same access as these entitlements: the same tools of a system, with the same classes. */
async function loadPeers(tx: Tx, ids: readonly string[], now: Date) {
  const rows = await tx.$queryRaw<
    (Access & { agents: string[]; count: number; using: number; names: string[] })[]
  >`
    SELECT e.system_id AS "systemId", e.tools, e.action_classes::text[] AS "actionClasses",
           count(DISTINCT e.agent_id)::int AS count,
           count(DISTINCT e.agent_id) FILTER (WHERE u.last > ${now}::timestamptz - interval '90 days')::int AS using,
           (array_agg(DISTINCT e.agent_id))[1:${MOST_PEERS + 1}::int] AS agents
      FROM (SELECT DISTINCT system_id, tools, action_classes FROM entitlements WHERE id = ANY (${[...ids]})) w
      JOIN entitlements e
        ON e.system_id = w.system_id AND e.tools @> w.tools AND e.tools <@ w.tools
       AND e.action_classes @> w.action_classes AND e.action_classes <@ w.action_classes
      JOIN agents a ON a.id = e.agent_id AND a.state <> 'retired'
      LEFT JOIN LATERAL (SELECT max(x.last_used_at) AS last FROM entitlement_uses x WHERE x.entitlement_id = e.id) u ON true
     WHERE e.revoked_at IS NULL AND e.ends_at > ${now}
     GROUP BY e.system_id, e.tools, e.action_classes`;
  const named = await tx.agent.findMany({
    where: { id: { in: [...new Set(rows.flatMap(({ agents }) => agents))] } },
    select: { id: true, name: true },
  });
  const nameOf = new Map(named.map(({ id, name }) => [id, name]));
  const byAccess = new Map<string, { agents: Set<string>; count: number; using: number }>();
  for (const row of rows) {
    const key = accessKey(row);
    const known = byAccess.get(key) ?? { agents: new Set<string>(), count: 0, using: 0 };
    for (const agent of row.agents) known.agents.add(agent);
    byAccess.set(key, { ...known, count: known.count + row.count, using: known.using + row.using });
  }
  return (access: Access, agentId: string, isUsing: boolean) =>
    peersOf(byAccess.get(accessKey(access)) ?? null, agentId, isUsing, nameOf);
}

/** What was decided of each the last time. */
async function loadPrevious(tx: Tx, ids: readonly string[]) {
  const rows = await tx.$queryRaw<
    {
      kind: ReviewItemKind;
      id: string;
      verb: ReviewVerb;
      at: Date;
      by: string | null;
      comment: string | null;
      campaign: string;
    }[]
  >`
    SELECT DISTINCT ON (i.subject_id, i.kind) i.kind::text, i.subject_id AS id, i.verb::text, i.applied_at AS at,
           u.name AS by, i.comment, i.campaign_id AS campaign
      FROM review_items i LEFT JOIN users u ON u.id = i.decided_by_id
     WHERE i.subject_id = ANY (${[...ids]}) AND i.state = 'applied' AND i.verb <> 'skip'
     ORDER BY i.subject_id, i.kind, i.applied_at DESC`;
  return new Map(rows.map(({ kind, id, ...previous }) => [subjectKey({ kind, id }), previous]));
}

/** How often a tool was called by anybody, and when last. */
async function countCallers(tx: Tx, toolIds: readonly string[], since: Date) {
  if (toolIds.length === 0) return new Map<string, Calls>();
  const rows = await tx.$queryRaw<(Omit<Calls, 'samples'> & { toolId: string })[]>`
    SELECT d.tool_id AS "toolId",
           count(*) FILTER (WHERE d.outcome IN ('allow', 'modify'))::int AS allows,
           count(*) FILTER (WHERE d.outcome = 'deny')::int AS denials,
           count(*) FILTER (WHERE d.outcome IN ('escalate', 'defer'))::int AS escalations,
           max(d.at) FILTER (WHERE d.outcome IN ('allow', 'modify')) AS "lastUsedAt"
      FROM decisions d WHERE d.tool_id = ANY (${[...toolIds]}) AND d.at > ${since} GROUP BY d.tool_id`;
  return new Map(rows.map(({ toolId, ...counts }) => [toolId, { ...counts, samples: [] }]));
}

/** Who reaches into these systems, by what they may do there. */
async function loadReaching(tx: Tx, systemIds: readonly string[], now: Date) {
  if (systemIds.length === 0) return [];
  const rows = await tx.$queryRaw<
    {
      systemId: string;
      tools: string[];
      actionClasses: ActionClass[];
      maxSensitivity: Sensitivity;
      agents: string[];
    }[]
  >`
    SELECT e.system_id AS "systemId", e.tools, e.action_classes::text[] AS "actionClasses",
           e.max_sensitivity::text AS "maxSensitivity", array_agg(DISTINCT e.agent_id) AS agents
      FROM entitlements e JOIN agents a ON a.id = e.agent_id AND a.state <> 'retired'
     WHERE e.system_id = ANY (${[...systemIds]}) AND e.revoked_at IS NULL AND e.ends_at > ${now}
     GROUP BY e.system_id, e.tools, e.action_classes, e.max_sensitivity`;
  return rows.map(({ systemId, agents, ...scope }) => ({ systemId, agents, covers: toolReach(scope) }));
}
