import type { ReviewEvidence, ReviewSubjectView } from '@/lib/contract/review-item';
import type { Tx } from '@/lib/db/client';
import type { AgentState } from '@/lib/domain/agent';
import type { FindingKind } from '@/lib/domain/finding';
import { ownershipOf } from '@/lib/domain/ownership';
import { toolReach } from '@/lib/domain/reach';
import type { ReviewItemKind } from '@/lib/domain/review';
import {
  agentFindings,
  type Calls,
  entitlementEvidence,
  NO_CALLS,
  NO_PEERS,
  ownershipEvidence,
  reviewedToolEvidence,
  TIER_OF_TOOL,
} from '@/lib/domain/review-evidence';
import { type Recommendation, recommendOwnership, recommendTool } from '@/lib/domain/review-recommendation';
import { higherTier, type RiskTier } from '@/lib/domain/risk-tier';
import { canonicalJson, sha256Hex } from '@/lib/ledger/canonical';
import { ownersOf } from '../agent/proposal';
import { scopeOf } from '../grant/scope';
import { toPersonRef } from '../user/person';
import { accessKey, loadWorld, type Subject, subjectKey, type ToolRow, type World } from './load-world';

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
    if (one !== null) reviewed.set(subjectKey(subject), one);
  }
  return reviewed;
}

const REVIEWERS: Record<ReviewItemKind, (world: World, id: string) => Reviewed | null> = {
  entitlement: reviewEntitlement,
  ownership: reviewOwnership,
  tool: reviewTool,
};

const NO_USES: ReadonlyMap<string, Date> = new Map();
const NO_CALLS_AT_ALL: ReadonlyMap<string, Calls> = new Map();
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
  const others = (world.held.get(row.agentId) ?? []).filter(
    (other) => other.id !== id && other.systemId === row.systemId,
  );
  const { evidence, recommendation } = entitlementEvidence({
    scope,
    startsAt: row.startsAt,
    reach: (world.toolsBySystem.get(row.systemId) ?? []).filter(toolReach(scope)),
    elsewhere: others.map((other) => toolReach(scopeOf(other))),
    calls: world.counts.get(row.agentId) ?? NO_CALLS_AT_ALL,
    uses: world.uses.get(id) ?? NO_USES,
    findings: findingsOf(world, agent),
    since: world.sinceOf(tier),
    now,
  });
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
    evidence: {
      ...evidence,
      peers: world.peers(row, row.agentId, evidence.lastUsedAt !== null),
      previous: world.previous.get(subjectKey({ kind: 'entitlement', id })) ?? null,
    },
    recommendation,
    // Alike in what they are, in what is recommended, and in what that would leave.
    cluster: clusterOf(world, tier, ['entitlement', tier, accessKey(row), row.activation, recommendation]),
    ...peopleOf(agent),
  };
}

function clusterOf(world: World, tier: RiskTier, alike: unknown): string | null {
  if (world.rules[tier].reviewInBulk === 'forbidden') return null;
  return sha256Hex(canonicalJson(JSON.parse(JSON.stringify(alike)))).slice(0, 32);
}

type AgentRow = World['agents'] extends Map<string, infer Row> ? Row : never;

const peopleOf = (agent: AgentRow) => ({
  ownerId: agent.ownerId,
  backupOwnerId: agent.backupOwnerId,
  ownIds: [agent.ownerId, agent.backupOwnerId, agent.proposedOwnerId].filter((id) => id !== null),
});

const findingsOf = (world: World, agent: AgentRow): FindingKind[] =>
  agentFindings({
    ownership: ownershipOf(ownersOf(agent)),
    isOwnerEnabled: agent.owner.disabledAt === null,
    isBackupEnabled: agent.backupOwner?.disabledAt === null,
    isBelowFloor: higherTier(agent.riskTier, world.floorOf(agent.id).floor) !== agent.riskTier,
  });

function reviewOwnership(world: World, id: string): Reviewed | null {
  const { now } = world;
  const agent = world.agents.get(id);
  if (agent === undefined) return null;
  const tier = world.tierOf(agent);
  const held = world.held.get(id) ?? [];
  const scopes = held.map((row) => toolReach(scopeOf(row)));
  const reach = new Map<string, ToolRow>();
  for (const [at, row] of held.entries()) {
    for (const tool of world.toolsBySystem.get(row.systemId) ?? [])
      if (scopes[at]?.(tool)) reach.set(tool.id, tool);
  }
  const ownership = ownershipOf(ownersOf(agent));
  const recommendation = recommendOwnership(ownership);
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
      ...ownershipEvidence({
        tools: [...reach.values()],
        calls: world.counts.get(id) ?? NO_CALLS_AT_ALL,
        lastCallAt: agent.calls?.lastCallAt ?? null,
        findings: findingsOf(world, agent),
        since: world.sinceOf(tier),
        now,
      }),
      peers: NO_PEERS,
      previous: world.previous.get(subjectKey({ kind: 'ownership', id })) ?? null,
    },
    recommendation,
    cluster:
      recommendation.verb === 'keep' ? clusterOf(world, tier, ['ownership', tier, agent.ownerId]) : null,
    ...peopleOf(agent),
  };
}

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
  const tier = TIER_OF_TOOL[tool.sensitivity];
  const about = { ...tool, isChanged, isUnreviewed: tool.state === 'unreviewed' };
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
      ...reviewedToolEvidence(about, asked, world.sinceOf('low'), now),
      peers: NO_PEERS,
      previous: world.previous.get(subjectKey({ kind: 'tool', id })) ?? null,
    },
    recommendation,
    cluster: clusterOf(world, tier, ['tool', tier, tool.systemId, tool.actionClass, recommendation]),
    ownerId: tool.system.ownerId,
    backupOwnerId: null,
    ownIds: [],
  };
}
