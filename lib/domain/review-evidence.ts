import type { FindingKind } from './finding';
import type { Ownership } from './ownership';
import { type ReachedTool, toolReach } from './reach';
import { type Recommendation, recommendEntitlement } from './review-recommendation';
import type { RiskTier } from './risk-tier';
import type { Scope } from './scope';
import { isMoreSensitive, type Sensitivity } from './sensitivity';
import type { CallableTool } from './usage';

/** What a reviewer is shown of something, from what was loaded of it: which numbers, in which order, and what follows. */

const DAY_MS = 24 * 3_600_000;
/** What has not been used for so long is unused, as the findings have it. */
const STANDS_DAYS = 30;
const MOST_TOOLS = 25;
const MOST_SAMPLES = 3;
export const MOST_PEERS = 5;

/** What was asked of a tool; `samples` are ids of decisions. */
export type Calls = {
  allows: number;
  denials: number;
  escalations: number;
  lastUsedAt: Date | null;
  samples: readonly string[];
};
export const NO_CALLS: Calls = { allows: 0, denials: 0, escalations: 0, lastUsedAt: null, samples: [] };

const later = (a: Date | null, b: Date | null): Date | null =>
  a === null ? b : b === null || a >= b ? a : b;

export const addCalls = (a: Calls, b: Calls): Calls => ({
  allows: a.allows + b.allows,
  denials: a.denials + b.denials,
  escalations: a.escalations + b.escalations,
  lastUsedAt: later(a.lastUsedAt, b.lastUsedAt),
  samples: [...a.samples, ...b.samples],
});

export function highestSensitivity(tools: readonly Pick<CallableTool, 'sensitivity'>[]): Sensitivity | null {
  return tools.reduce<Sensitivity | null>(
    (most, { sensitivity }) => (most === null || isMoreSensitive(sensitivity, most) ? sensitivity : most),
    null,
  );
}

/** What was asked of each tool within reach; used ones first, then those that were asked for most, then by name. */
export function toolEvidence(
  reach: readonly CallableTool[],
  calls: ReadonlyMap<string, Calls>,
  used: ReadonlyMap<string, Date>,
) {
  const rows = reach.map((tool) => {
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
  const weight = (row: (typeof rows)[number]): number =>
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
  const samples = reach.flatMap((tool) => calls.get(tool.id)?.samples ?? []);
  return {
    calls: { allows: sum('allows'), denials: sum('denials'), escalations: sum('escalations') },
    tools,
    moreTools: reach.length - tools.length,
    // The newest stand last in the order of ids.
    decisions: [...new Set(samples)].sort().slice(-MOST_SAMPLES),
  };
}

const reachEvidence = (reach: readonly CallableTool[], isUsed: (tool: CallableTool) => boolean) => ({
  tools: reach.length,
  used: reach.filter(isUsed).length,
  highestSensitivity: highestSensitivity(reach),
  changing: reach.filter(({ actionClass }) => actionClass !== 'read').length,
});

type Covers = (tool: ReachedTool) => boolean;
type EntitlementFacts = {
  scope: Scope;
  startsAt: Date;
  /** What of the inventory it covers. */
  reach: readonly (CallableTool & ReachedTool)[];
  /** What the agent’s other entitlements cover. */
  elsewhere: readonly Covers[];
  calls: ReadonlyMap<string, Calls>;
  /** When each tool was last used by this very entitlement. */
  uses: ReadonlyMap<string, Date>;
  findings: readonly FindingKind[];
  since: Date;
  now: Date;
};

/** Of an entitlement: what of it was used since the cadence began, what would go, and what is recommended. */
export function entitlementEvidence(facts: EntitlementFacts) {
  const { scope, startsAt, reach, elsewhere, since, now } = facts;
  const used = new Map([...facts.uses].filter(([, at]) => at > since));
  const isUsed = ({ id }: { id: string }): boolean => used.has(id);
  const recommendation: Recommendation = recommendEntitlement({ scope, startsAt }, reach, isUsed, now);
  const wouldGo = reach.filter((tool) => !elsewhere.some((covers) => covers(tool)));
  const left = recommendation.scope === null ? null : toolReach(recommendation.scope);
  const lastUsedAt = [...used.values()].reduce<Date | null>(later, null);
  const lately = new Date(now.getTime() - STANDS_DAYS * DAY_MS);
  const stands = startsAt <= lately;
  const isUsedLately = lastUsedAt !== null && lastUsedAt > lately;
  const findings: FindingKind[] = [
    ...facts.findings,
    ...(stands && !isUsedLately ? (['entitlement_unused'] as const) : []),
    ...(stands && isUsedLately && !reach.every(isUsed) ? (['entitlement_broad'] as const) : []),
  ];
  const evidence = {
    ...toolEvidence(reach, facts.calls, used),
    from: since,
    to: now,
    lastUsedAt,
    reach: {
      ...reachEvidence(reach, isUsed),
      wouldGo: wouldGo.length,
      wouldGoOnNarrow: left === null ? 0 : wouldGo.filter((tool) => !left(tool)).length,
    },
    findings,
  };
  return { evidence, recommendation };
}

/** Of an ownership: what the agent reaches with all that it holds, and what it did, by whichever entitlement. */
export function ownershipEvidence(facts: {
  tools: readonly CallableTool[];
  calls: ReadonlyMap<string, Calls>;
  lastCallAt: Date | null;
  findings: readonly FindingKind[];
  since: Date;
  now: Date;
}) {
  const { tools, calls, since, now } = facts;
  const used = new Map(
    [...calls].flatMap(([tool, { lastUsedAt }]) =>
      lastUsedAt === null ? [] : [[tool, lastUsedAt] as const],
    ),
  );
  return {
    ...toolEvidence(tools, calls, used),
    from: since,
    to: now,
    lastUsedAt: facts.lastCallAt,
    reach: {
      ...reachEvidence(tools, ({ id }) => used.has(id)),
      wouldGo: tools.length,
      wouldGoOnNarrow: 0,
    },
    findings: [...facts.findings],
  };
}

/** Of a tool: what all agents asked of it. */
export function reviewedToolEvidence(
  tool: CallableTool & { isChanged: boolean; isUnreviewed: boolean },
  asked: Calls,
  since: Date,
  now: Date,
) {
  const { samples: _, ...counts } = asked;
  const { allows, denials, escalations } = counts;
  const used = allows > 0;
  const findings: FindingKind[] = tool.isChanged
    ? ['tool_changed']
    : tool.isUnreviewed
      ? ['tool_unreviewed']
      : [];
  return {
    from: since,
    to: now,
    calls: { allows, denials, escalations },
    lastUsedAt: asked.lastUsedAt,
    reach: { ...reachEvidence([tool], () => used), wouldGo: 1, wouldGoOnNarrow: 0 },
    tools: [{ tool: tool.id, actionClass: tool.actionClass, sensitivity: tool.sensitivity, used, ...counts }],
    moreTools: 0,
    findings,
    decisions: [],
  };
}

/** What is open about the agent itself. */
export const agentFindings = (agent: {
  ownership: Ownership;
  isOwnerEnabled: boolean;
  isBackupEnabled: boolean;
  isBelowFloor: boolean;
}): FindingKind[] => [
  ...(agent.ownership === 'unowned' ? (['agent_unowned'] as const) : []),
  ...(agent.ownership !== 'unowned' && agent.isOwnerEnabled !== agent.isBackupEnabled
    ? (['agent_single_owner'] as const)
    : []),
  ...(agent.isBelowFloor ? (['tier_below_floor'] as const) : []),
];

export const NO_PEERS = { count: 0, agents: [], using: 0 };

/** Who else has the same access, without the agent itself. */
export function peersOf(
  found: { agents: ReadonlySet<string>; count: number; using: number } | null,
  agentId: string,
  isUsing: boolean,
  nameOf: ReadonlyMap<string, string>,
): { count: number; agents: { id: string; name: string }[]; using: number } {
  if (found === null) return NO_PEERS;
  const others = [...found.agents].filter((id) => id !== agentId).slice(0, MOST_PEERS);
  return {
    count: Math.max(0, found.count - 1),
    agents: others.map((id) => ({ id, name: nameOf.get(id) ?? id })),
    using: Math.max(0, found.using - (isUsing ? 1 : 0)),
  };
}

/** Tools go by the tier that their own reach asks for: whatever may call them is at least of it. */
export const TIER_OF_TOOL: Readonly<Record<Sensitivity, RiskTier>> = {
  public: 'low',
  internal: 'low',
  confidential: 'moderate',
  restricted: 'high',
};
