import type { ReviewEvidence, ReviewedTool, ReviewSubjectView } from '@/lib/contract/review-item';
import type { Tx } from '@/lib/db/client';
import type { ActionClass } from '@/lib/domain/action-class';
import type { AgentState } from '@/lib/domain/agent';
import type { FindingKind } from '@/lib/domain/finding';
import { ownershipOf } from '@/lib/domain/ownership';
import { toolReach } from '@/lib/domain/reach';
import { REVIEW_DEMANDS, type ReviewItemKind, type ReviewVerb } from '@/lib/domain/review';
import {
  type Recommendation,
  recommendEntitlement,
  recommendOwnership,
  recommendTool,
} from '@/lib/domain/review-recommendation';
import { higherTier, RISK_TIERS, type RiskTier, SHIPPED_TIERS, type TierRules } from '@/lib/domain/risk-tier';
import { isMoreSensitive, type Sensitivity } from '@/lib/domain/sensitivity';
import type { ToolState } from '@/lib/domain/tool';
import type { CallableTool } from '@/lib/domain/usage';
import { canonicalJson, sha256Hex } from '@/lib/ledger/canonical';
import { loadFloors } from '../agent/floor';
import { ownersOf } from '../agent/proposal';
import { scopeOf } from '../grant/scope';
import { groupBy } from '../group-by';
import { personSelect, toPersonRef } from '../user/person';

export type Subject = { kind: ReviewItemKind; id: string };
/** Something under review, with all that the reviewer is shown and all that decides who that is. */
export type Reviewed = Subject & {
  agentId: string | null;
  agentName: string | null;
  agentState: AgentState | null;
  systemId: string | null;
  tier: RiskTier;
  revision: number;
  hasEnded: boolean;
  title: string;
  subject: ReviewSubjectView;
  evidence: ReviewEvidence;
  recommendation: Recommendation;
  cluster: string | null;
  ownerId: string | null;
  backupOwnerId: string | null;
  ownIds: string[];
};

const DAY_MS = 24 * 3_600_000;
const MOST_TOOLS = 25;
const MOST_PEERS = 5;
const STANDS_DAYS = 30;

export const keyOf = ({ kind, id }: Subject): string => `${kind}:${id}`;

/**
 * What these subjects are, what was used of them and what is recommended, as it all is at `now`: in a fixed
 * number of statements however many they are. By the rules of decisions, so that what is shown is what counts.
 */
export async function loadReviewed(
  tx: Tx,
  subjects: readonly Subject[],
  now: Date,
): Promise<Map<string, Reviewed>> {
  const idsOf = (kind: ReviewItemKind) => subjects.filter((one) => one.kind === kind).map(({ id }) => id);
  const world = await loadWorld(tx, idsOf, now);
  const reviewed = new Map<string, Reviewed>();
  for (const subject of subjects) {
    const one = REVIEWERS[subject.kind](world, subject.id);
    if (one !== null) reviewed.set(keyOf(subject), one);
  }
  return reviewed;
}

type World = Awaited<ReturnType<typeof loadWorld>>;
type ToolRow = CallableTool & {
  state: ToolState;
  digest: string;
  reviewedDigest: string | null;
  returnsUntrusted: boolean;
  createdAt: Date;
  revision: number;
  triggers: string[];
  system: { ownerId: string | null };
};

async function loadWorld(tx: Tx, idsOf: (kind: ReviewItemKind) => string[], now: Date) {
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
  const rules = await loadRules(tx);
  const tierOf = (agent: { id: string; riskTier: RiskTier }): RiskTier =>
    higherTier(agent.riskTier, floorOf(agent.id).floor);
  const sinceOf = (tier: RiskTier): Date => new Date(now.getTime() - rules[tier].reviewEveryDays * DAY_MS);
  const windows = agents.map((agent) => ({ id: agent.id, since: sinceOf(tierOf(agent)) }));
  return {
    now,
    entitlements: new Map(entitlements.map((row) => [row.id, row])),
    agents: new Map(agents.map((row) => [row.id, row])),
    held: groupBy(held, ({ agentId }) => agentId),
    tools: new Map(tools.map((row) => [row.id, row])),
    toolsBySystem: groupBy(tools, ({ systemId }) => systemId),
    tierOf,
    floorOf,
    sinceOf,
    counts: await countCalls(tx, windows),
    uses: await loadUses(
      tx,
      entitlements.map(({ id }) => id),
    ),
    peers: await loadPeers(tx, systemIds, now),
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

async function loadRules(tx: Tx): Promise<Record<RiskTier, TierRules>> {
  const rows = await tx.tier.findMany({ select: { id: true, rules: true } });
  const byTier = new Map(rows.map(({ id, rules }) => [id, rules as TierRules]));
  return Object.fromEntries(
    RISK_TIERS.map((tier) => [tier, byTier.get(tier) ?? SHIPPED_TIERS[tier]]),
  ) as Record<RiskTier, TierRules>;
}

type Calls = {
  allows: number;
  denials: number;
  escalations: number;
  lastUsedAt: Date | null;
  samples: string[];
};
const NO_CALLS: Calls = { allows: 0, denials: 0, escalations: 0, lastUsedAt: null, samples: [] };

/** By agent, and by tool: what was asked, each within its agent's window. */
async function countCalls(tx: Tx, windows: readonly { id: string; since: Date }[]) {
  const rows = await tx.$queryRaw<
    (Omit<Calls, 'samples'> & {
      agentId: string;
      toolId: string;
      allowed: string | null;
      denied: string | null;
      escalated: string | null;
    })[]
  >`
    SELECT d.agent_id AS "agentId", d.tool_id AS "toolId",
           count(*) FILTER (WHERE d.outcome IN ('allow', 'modify'))::int AS allows,
           count(*) FILTER (WHERE d.outcome = 'deny')::int AS denials,
           count(*) FILTER (WHERE d.outcome IN ('escalate', 'defer'))::int AS escalations,
           max(d.at) FILTER (WHERE d.outcome IN ('allow', 'modify')) AS "lastUsedAt",
           max(d.id) FILTER (WHERE d.outcome IN ('allow', 'modify')) AS allowed,
           max(d.id) FILTER (WHERE d.outcome = 'deny') AS denied,
           max(d.id) FILTER (WHERE d.outcome IN ('escalate', 'defer')) AS escalated
      FROM unnest(${windows.map(({ id }) => id)}::text[], ${windows.map(({ since }) => since)}::timestamptz[]) AS w (agent, since)
      JOIN decisions d ON d.agent_id = w.agent AND d.at > w.since
     GROUP BY d.agent_id, d.tool_id`;
  const byAgent = new Map<string, Map<string, Calls>>();
  for (const { agentId, toolId, allowed, denied, escalated, ...counts } of rows) {
    const own = byAgent.get(agentId) ?? new Map<string, Calls>();
    byAgent.set(agentId, own);
    own.set(toolId, { ...counts, samples: [allowed, denied, escalated].filter((id) => id !== null) });
  }
  return byAgent;
}

/** When what of an entitlement was used last: by the very entitlement, not by another that covers the same. */
async function loadUses(tx: Tx, ids: readonly string[]) {
  const rows = await tx.entitlementUse.findMany({ where: { entitlementId: { in: [...ids] } } });
  return groupBy(rows, ({ entitlementId }) => entitlementId);
}

type Access = { systemId: string; tools: readonly string[]; actionClasses: readonly string[] };
const accessKey = ({ systemId, tools, actionClasses }: Access): string =>
  canonicalJson([systemId, [...tools].sort(), [...actionClasses].sort()]);

/** How many agents hold the same access: the same tools of a system, with the same classes. */
async function loadPeers(tx: Tx, systemIds: readonly string[], now: Date) {
  const rows = await tx.$queryRaw<
    (Access & { agents: string[]; count: number; using: number; names: string[] })[]
  >`
    SELECT e.system_id AS "systemId", e.tools, e.action_classes::text[] AS "actionClasses",
           count(DISTINCT e.agent_id)::int AS count,
           count(DISTINCT e.agent_id) FILTER (WHERE u.last > ${now}::timestamptz - interval '90 days')::int AS using,
           (array_agg(DISTINCT e.agent_id))[1:${MOST_PEERS + 1}::int] AS agents
      FROM entitlements e
      JOIN agents a ON a.id = e.agent_id AND a.state <> 'retired'
      LEFT JOIN LATERAL (SELECT max(x.last_used_at) AS last FROM entitlement_uses x WHERE x.entitlement_id = e.id) u ON true
     WHERE e.system_id = ANY (${[...systemIds]}) AND e.revoked_at IS NULL AND e.ends_at > ${now}
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
  return (access: Access, agentId: string, isUsing: boolean): ReviewEvidence['peers'] => {
    const found = byAccess.get(accessKey(access));
    if (found === undefined) return { count: 0, agents: [], using: 0 };
    const others = [...found.agents].filter((id) => id !== agentId).slice(0, MOST_PEERS);
    return {
      count: Math.max(0, found.count - 1),
      agents: others.map((id) => ({ id, name: nameOf.get(id) ?? id })),
      using: Math.max(0, found.using - (isUsing ? 1 : 0)),
    };
  };
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
  return new Map(rows.map(({ kind, id, ...previous }) => [keyOf({ kind, id }), previous]));
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

const REVIEWERS: Record<ReviewItemKind, (world: World, id: string) => Reviewed | null> = {
  entitlement: reviewEntitlement,
  ownership: reviewOwnership,
  tool: reviewTool,
};

const NO_SUBJECT: ReviewSubjectView = { entitlement: null, ownership: null, tool: null };
const namesOf = (tools: readonly string[]): string =>
  tools.length <= 3 ? tools.join(', ') : `${tools.slice(0, 3).join(', ')} and ${tools.length - 3} more`;

function reviewEntitlement(world: World, id: string): Reviewed | null {
  const { now } = world;
  const row = world.entitlements.get(id);
  const agent = row === undefined ? undefined : world.agents.get(row.agentId);
  if (row === undefined || agent === undefined) return null;
  const scope = scopeOf(row);
  const tier = world.tierOf(agent);
  const since = world.sinceOf(tier);
  const reach = (world.toolsBySystem.get(row.systemId) ?? []).filter(toolReach(scope));
  const used = new Map(
    (world.uses.get(id) ?? [])
      .filter(({ lastUsedAt }) => lastUsedAt > since)
      .map(({ toolId, lastUsedAt }) => [toolId, lastUsedAt]),
  );
  const isUsed = (tool: { id: string }): boolean => used.has(tool.id);
  const recommendation = recommendEntitlement({ scope, startsAt: row.startsAt }, reach, isUsed, now);
  const others = (world.held.get(row.agentId) ?? []).filter((other) => other.id !== id);
  const elsewhere = others
    .filter(({ systemId }) => systemId === row.systemId)
    .map((other) => toolReach(scopeOf(other)));
  const wouldGo = reach.filter((tool) => !elsewhere.some((covers) => covers(tool)));
  const narrowed = recommendation.scope === null ? null : toolReach(recommendation.scope);
  const lastUsedAt = [...used.values()].reduce<Date | null>((a, b) => (a === null || b > a ? b : a), null);
  const calls = world.counts.get(row.agentId) ?? new Map<string, Calls>();
  const stands = row.startsAt.getTime() <= now.getTime() - STANDS_DAYS * DAY_MS;
  const lately = lastUsedAt !== null && lastUsedAt.getTime() > now.getTime() - STANDS_DAYS * DAY_MS;
  const own = findingsOfAgent(world, agent);
  const evidence: ReviewEvidence = {
    ...toolEvidence(reach, calls, used),
    from: since,
    to: now,
    lastUsedAt,
    reach: {
      tools: reach.length,
      used: reach.filter(isUsed).length,
      highestSensitivity: highestOf(reach),
      changing: reach.filter(({ actionClass }) => actionClass !== 'read').length,
      wouldGo: wouldGo.length,
      wouldGoOnNarrow: narrowed === null ? 0 : wouldGo.filter((tool) => !narrowed(tool)).length,
    },
    peers: world.peers(row, row.agentId, lastUsedAt !== null),
    previous: world.previous.get(keyOf({ kind: 'entitlement', id })) ?? null,
    findings: [
      ...own,
      ...(stands && !lately ? (['entitlement_unused'] as const) : []),
      ...(stands && lately && reach.some((tool) => !isUsed(tool)) ? (['entitlement_broad'] as const) : []),
    ],
  };
  const { id: _, ...people } = peopleOf(agent);
  return {
    kind: 'entitlement',
    id,
    agentId: agent.id,
    agentName: agent.name,
    agentState: agent.state,
    systemId: row.systemId,
    tier,
    revision: row.revision,
    hasEnded: row.revokedAt !== null || row.endsAt <= now,
    title: `${agent.name} · ${row.systemId}: ${namesOf(row.tools)}`,
    subject: {
      ...NO_SUBJECT,
      entitlement: {
        id,
        scope,
        activation: row.activation,
        maxTtlSeconds: row.maxTtlSeconds,
        endsAt: row.endsAt,
        reason: row.reason,
        createdBy: row.createdById,
        createdAt: row.createdAt,
      },
    },
    evidence,
    recommendation,
    // Alike in what they are, in what is recommended, and in what that would leave.
    cluster: clusterOf(tier, ['entitlement', tier, accessKey(row), row.activation, recommendation]),
    ...people,
  };
}

function clusterOf(tier: RiskTier, alike: unknown): string | null {
  if (REVIEW_DEMANDS[tier].oneByOne) return null;
  return sha256Hex(canonicalJson(JSON.parse(JSON.stringify(alike)))).slice(0, 32);
}

type AgentRow = World['agents'] extends Map<string, infer Row> ? Row : never;

const peopleOf = (agent: AgentRow) => ({
  id: agent.id,
  ownerId: agent.ownerId,
  backupOwnerId: agent.backupOwnerId,
  ownIds: [agent.ownerId, agent.backupOwnerId, agent.proposedOwnerId].filter((id) => id !== null),
});

function findingsOfAgent(world: World, agent: AgentRow): FindingKind[] {
  const ownership = ownershipOf(ownersOf(agent));
  const hasOne = (agent.owner.disabledAt === null) !== (agent.backupOwner?.disabledAt === null);
  return [
    ...(ownership === 'unowned' ? (['agent_unowned'] as const) : []),
    ...(ownership !== 'unowned' && hasOne ? (['agent_single_owner'] as const) : []),
    ...(higherTier(agent.riskTier, world.floorOf(agent.id).floor) !== agent.riskTier
      ? (['tier_below_floor'] as const)
      : []),
  ];
}

const highestOf = (tools: readonly CallableTool[]): Sensitivity | null =>
  tools.reduce<Sensitivity | null>(
    (most, { sensitivity }) => (most === null || isMoreSensitive(sensitivity, most) ? sensitivity : most),
    null,
  );

/** What was asked of each tool within reach; used ones first, then the gravest. */
function toolEvidence(
  reach: readonly CallableTool[],
  calls: ReadonlyMap<string, Calls>,
  used: ReadonlyMap<string, Date>,
): Pick<ReviewEvidence, 'calls' | 'tools' | 'moreTools' | 'decisions'> {
  const rows: ReviewedTool[] = reach.map((tool) => {
    const { samples: _, ...asked } = calls.get(tool.id) ?? NO_CALLS;
    return {
      tool: tool.id,
      actionClass: tool.actionClass,
      sensitivity: tool.sensitivity,
      used: used.has(tool.id),
      ...asked,
      lastUsedAt: used.get(tool.id) ?? null,
    };
  });
  const sum = (of: 'allows' | 'denials' | 'escalations') => rows.reduce((n, row) => n + row[of], 0);
  const weight = (row: ReviewedTool): number =>
    (row.used ? 1e9 : 0) +
    row.allows +
    row.denials +
    row.escalations +
    (row.actionClass === 'read' ? 0 : 0.5);
  const tools = rows
    .map((row) => [weight(row), row] as const)
    .sort(([a, x], [b, y]) => b - a || (x.tool < y.tool ? -1 : 1))
    .slice(0, MOST_TOOLS)
    .map(([, row]) => row);
  // One of each outcome, where there is one: the newest is named last in the order of ids.
  const samples = reach.flatMap((tool) => calls.get(tool.id)?.samples ?? []).sort();
  return {
    calls: { allows: sum('allows'), denials: sum('denials'), escalations: sum('escalations') },
    tools,
    moreTools: reach.length - tools.length,
    decisions: samples.slice(-3),
  };
}

function reviewOwnership(world: World, id: string): Reviewed | null {
  const { now } = world;
  const agent = world.agents.get(id);
  if (agent === undefined) return null;
  const tier = world.tierOf(agent);
  const since = world.sinceOf(tier);
  const held = world.held.get(id) ?? [];
  const scopes = held.map((row) => toolReach(scopeOf(row)));
  const reach = new Map<string, ToolRow>();
  for (const [at, row] of held.entries()) {
    for (const tool of world.toolsBySystem.get(row.systemId) ?? [])
      if (scopes[at]?.(tool)) reach.set(tool.id, tool);
  }
  const calls = world.counts.get(id) ?? new Map<string, Calls>();
  const used = new Map(
    [...calls].flatMap(([tool, { lastUsedAt }]) =>
      lastUsedAt === null ? [] : [[tool, lastUsedAt] as const],
    ),
  );
  const tools = [...reach.values()];
  const ownership = ownershipOf(ownersOf(agent));
  const recommendation = recommendOwnership(ownership);
  const { id: _, ...people } = peopleOf(agent);
  return {
    kind: 'ownership',
    id,
    agentId: id,
    agentName: agent.name,
    agentState: agent.state,
    systemId: null,
    tier,
    revision: agent.revision,
    hasEnded: agent.state === 'retired',
    title: `${agent.name} · owned by ${agent.owner.name}`,
    subject: {
      ...NO_SUBJECT,
      ownership: {
        owner: toPersonRef(agent.owner),
        backupOwner: agent.backupOwner === null ? null : toPersonRef(agent.backupOwner),
        proposedOwner: agent.proposedOwner === null ? null : toPersonRef(agent.proposedOwner),
        isOwned: ownership !== 'unowned',
        entitlements: held.length,
        purpose: agent.purpose,
      },
    },
    evidence: {
      ...toolEvidence(tools, calls, used),
      from: since,
      to: now,
      lastUsedAt: agent.calls?.lastCallAt ?? null,
      reach: {
        tools: tools.length,
        used: tools.filter((tool) => used.has(tool.id)).length,
        highestSensitivity: highestOf(tools),
        changing: tools.filter(({ actionClass }) => actionClass !== 'read').length,
        wouldGo: tools.length,
        wouldGoOnNarrow: 0,
      },
      peers: { count: 0, agents: [], using: 0 },
      previous: world.previous.get(keyOf({ kind: 'ownership', id })) ?? null,
      findings: findingsOfAgent(world, agent),
    },
    recommendation,
    cluster: recommendation.verb === 'keep' ? clusterOf(tier, ['ownership', tier, agent.ownerId]) : null,
    ...people,
  };
}

/** Tools go by the tier that their own reach asks for: whatever may call them is at least of it. */
const TIER_OF_SENSITIVITY: Record<Sensitivity, RiskTier> = {
  public: 'low',
  internal: 'low',
  confidential: 'moderate',
  restricted: 'high',
};

function reviewTool(world: World, id: string): Reviewed | null {
  const { now } = world;
  const tool = world.tools.get(id);
  if (tool === undefined) return null;
  const asked = world.callers.get(id) ?? NO_CALLS;
  const isChanged = tool.reviewedDigest !== null && tool.reviewedDigest !== tool.digest;
  const isReviewed = tool.state === 'reviewed' && !isChanged;
  const recommendation = recommendTool(
    { isReviewed, isChanged, createdAt: tool.createdAt },
    asked.allows,
    now,
  );
  const tier = TIER_OF_SENSITIVITY[tool.sensitivity];
  const { samples: _, ...counts } = asked;
  return {
    kind: 'tool',
    id,
    agentId: null,
    agentName: null,
    agentState: null,
    systemId: tool.systemId,
    tier,
    revision: tool.revision,
    hasEnded: tool.state === 'blocked',
    title: `${tool.systemId}: ${tool.name}`,
    subject: {
      ...NO_SUBJECT,
      tool: {
        id,
        state: tool.state,
        isChanged,
        actionClass: tool.actionClass,
        sensitivity: tool.sensitivity,
        returnsUntrusted: tool.returnsUntrusted,
        agents: new Set(
          world.reaching
            .filter(({ systemId, covers }) => systemId === tool.systemId && covers(tool))
            .flatMap(({ agents }) => agents),
        ).size,
        digest: tool.digest,
      },
    },
    evidence: {
      from: world.sinceOf('low'),
      to: now,
      calls: { allows: asked.allows, denials: asked.denials, escalations: asked.escalations },
      lastUsedAt: asked.lastUsedAt,
      reach: {
        tools: 1,
        used: asked.allows > 0 ? 1 : 0,
        highestSensitivity: tool.sensitivity,
        changing: tool.actionClass === 'read' ? 0 : 1,
        wouldGo: 1,
        wouldGoOnNarrow: 0,
      },
      tools: [
        {
          tool: id,
          actionClass: tool.actionClass,
          sensitivity: tool.sensitivity,
          used: asked.allows > 0,
          ...counts,
        },
      ],
      moreTools: 0,
      peers: { count: 0, agents: [], using: 0 },
      previous: world.previous.get(keyOf({ kind: 'tool', id })) ?? null,
      findings: isChanged ? ['tool_changed'] : tool.state === 'unreviewed' ? ['tool_unreviewed'] : [],
      decisions: [],
    },
    recommendation,
    cluster: clusterOf(tier, ['tool', tier, tool.systemId, tool.actionClass, recommendation]),
    ownerId: tool.system.ownerId,
    backupOwnerId: null,
    ownIds: [],
  };
}
