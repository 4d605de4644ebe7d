import type { BlastInventory, BlastTool, HeldEntitlement } from './blast-inventory';
import {
  agentKey,
  type BlastEdge,
  type BlastEdgeKind,
  type BlastKey,
  type BlastLink,
  dataKey,
  systemKey,
  toolKey,
} from './blast-path';
import { type BlastNumber, blastNumber, type ReachedBy, type Weighed, weighed } from './blast-weight';
import { isReaching, setInMotion, toolReach } from './reach';
import { intersectScopes, type Scope } from './scope';
import { WHOLE_REACH } from './secret';

/** One thing within reach: how many steps away, and one shortest way to it. */
export type Reached = { key: BlastKey; hops: number; by: ReachedBy | null; link: BlastLink };

export type BlastRadius = {
  /** What is reached, the beginning included, nearest first. */
  reached: Map<BlastKey, Reached>;
  edges: Map<string, BlastEdge>;
  number: BlastNumber;
};

/** What a system's secret can do that nobody has registered, as it weighs: the worst that it may be. */
export const weighedBeyond = (
  name: string,
  system: { zone: Weighed['zone']; sensitivity: Weighed['sensitivity'] },
) =>
  ({
    actionClass: name === WHOLE_REACH ? 'admin' : 'execute',
    sensitivity: system.sensitivity,
    zone: system.zone,
    isIrreversible: true,
  }) satisfies Weighed;

/** Collects what is reached; the first way to something is a shortest one, because nearer things come first. */
class Walk {
  readonly reached = new Map<BlastKey, Reached>();
  readonly edges = new Map<string, BlastEdge>();

  begin(key: BlastKey): BlastLink {
    const link = { key, by: null, before: null };
    this.reached.set(key, { key, hops: 0, by: null, link });
    return link;
  }

  step(from: BlastLink, hops: number, key: BlastKey, kind: BlastEdgeKind, by: ReachedBy | null): BlastLink {
    this.edges.set(`${from.key} ${kind} ${key}`, { from: from.key, to: key, kind });
    const link = { key, by: kind, before: from };
    if (!this.reached.has(key)) this.reached.set(key, { key, hops, by, link });
    return link;
  }
}

/** The tools that an agent's entitlements reach by themselves, by id. */
export function entitledTools(
  inventory: BlastInventory,
  entitlements: Iterable<HeldEntitlement>,
  now: Date,
): Map<string, BlastTool> {
  const tools = new Map<string, BlastTool>();
  for (const entitlement of entitlements) {
    if (!isReaching(entitlement, now)) continue;
    const own = inventory.toolsOf(entitlement.scope.system).filter(toolReach(entitlement.scope));
    for (const tool of own) tools.set(tool.id, tool);
  }
  return new Map([...tools].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * Everything that an agent could reach at most: the tools of its entitlements, the systems they belong to,
 * what their calls set in motion (lib/domain/reach.ts, as for its tier), the data behind them by sensitivity,
 * and what else the secrets of the systems it calls can do.
 *
 * The number is the sum of lib/domain/blast-weight.ts over each tool and each undeclared operation once. It
 * never falls when an entitlement is added. Delegation adds agents, and nothing to the number: what is handed
 * on is contained in what its delegator can do. INVARIANT (attenuation)
 */
export function blastRadius(
  inventory: BlastInventory,
  agentId: string,
  entitlements: readonly HeldEntitlement[],
  now: Date,
): BlastRadius {
  const walk = new Walk();
  const start = walk.begin(agentKey(agentId));
  const entitled = entitledTools(inventory, entitlements, now);
  const weights: { by: ReachedBy; weighed: Weighed; count: number }[] = [];
  const toolLinks = new Map<string, { link: BlastLink; hops: number }>();

  const reachTool = (tool: BlastTool, from: BlastLink, hops: number, kind: BlastEdgeKind, by: ReachedBy) => {
    const isNew = !toolLinks.has(tool.id);
    const link = walk.step(from, hops, toolKey(tool.id), kind, by);
    if (!isNew) return;
    toolLinks.set(tool.id, { link, hops });
    const zone = inventory.system(tool.systemId)?.zone ?? 'external';
    weights.push({ by, weighed: weighed(tool, zone), count: 1 });
    const data = dataKey(tool.systemId, tool.sensitivity);
    if (by === 'motion') {
      // The system that acts by its own rights needs no tool to come to its data.
      walk.step(from, hops, data, 'holds', by);
    } else {
      walk.step(
        walk.step(link, hops + 1, systemKey(tool.systemId), 'part_of', by),
        hops + 2,
        data,
        'holds',
        by,
      );
    }
  };

  for (const tool of entitled.values()) reachTool(tool, start, 1, 'entitled', 'entitled');
  const called = new Set<string>();
  for (const tool of entitled.values()) {
    const system = inventory.system(tool.systemId);
    const at = toolLinks.get(tool.id);
    if (system === undefined || at === undefined || called.has(system.id)) continue;
    called.add(system.id);
    for (const name of system.beyond) {
      weights.push({ by: 'secret', weighed: weighedBeyond(name, system), count: 1 });
      const link: BlastLink = { key: systemKey(system.id), by: 'part_of', before: at.link };
      walk.step(link, at.hops + 2, dataKey(system.id, system.sensitivity), 'secret', 'secret');
    }
  }
  // Each system is moved by the nearest tool that can; the other tools that can are edges all the same.
  for (const { by, system, tools } of setInMotion(entitled.values(), inventory.toolsOf)) {
    const at = toolLinks.get(by.id);
    if (at === undefined) throw new Error(`tool ${by.id} acts without having been reached`);
    const link = walk.step(at.link, at.hops + 1, systemKey(system), 'motion', 'motion');
    for (const tool of tools) reachTool(tool, link, at.hops + 2, 'own_rights', 'motion');
  }
  for (const [id, { link, hops }] of toolLinks) {
    for (const system of inventory.tool(id)?.triggers ?? []) {
      walk.step(link, hops + 1, systemKey(system), 'motion', 'motion');
    }
  }
  const reached = new Map([...walk.reached].sort(([a, x], [b, y]) => x.hops - y.hops || (a < b ? -1 : 1)));
  return { reached, edges: walk.edges, number: blastNumber(weights) };
}

/**
 * The agents that an agent could hand work to, each with one tool that the child could then call: those that
 * hold an entitlement which meets one of its own. Longer chains reach no further agents, because what a chain
 * hands on lies in the first agent's reach too.
 */
export function delegates(
  inventory: BlastInventory,
  own: readonly HeldEntitlement[],
  others: Iterable<HeldEntitlement>,
  now: Date,
): Map<string, BlastTool> {
  const held = own
    .filter((one) => isReaching(one, now))
    .map(({ scope }) => ({ scope, tools: inventory.toolsOf(scope.system).filter(toolReach(scope)) }));
  const heldBySystem = new Map<string, typeof held>();
  for (const one of held) {
    heldBySystem.set(one.scope.system, [...(heldBySystem.get(one.scope.system) ?? []), one]);
  }
  // Many entitlements share one scope: each is looked at once.
  const sharedBy = new Map<HeldEntitlement['scope'], BlastTool | null>();
  const shared = (scope: HeldEntitlement['scope']): BlastTool | null => {
    const isReached = toolReach(scope);
    for (const mine of heldBySystem.get(scope.system) ?? []) {
      const tool = mine.tools.find(isReached);
      if (tool !== undefined && meet(mine.scope, scope)) return tool;
    }
    return null;
  };
  const found = new Map<string, BlastTool>();
  for (const other of others) {
    const { agentId, scope } = other;
    if (found.has(agentId) || !isReaching(other, now)) continue;
    const known = sharedBy.get(scope);
    const tool = known === undefined ? shared(scope) : known;
    sharedBy.set(scope, tool);
    if (tool !== null) found.set(agentId, tool);
  }
  return found;
}

/** Whether two scopes that share a tool share a resource of it too. */
const meet = (a: Scope, b: Scope): boolean =>
  a.resources.length === 0 || b.resources.length === 0 || intersectScopes(a, b) !== null;
