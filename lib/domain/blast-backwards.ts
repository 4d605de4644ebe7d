import type { BlastInventory, BlastTool, HeldEntitlement } from './blast-inventory';
import {
  agentKey,
  type BlastEdge,
  type BlastEdgeKind,
  type BlastKey,
  type BlastStep,
  systemKey,
  toolKey,
} from './blast-path';
import { type BlastNumber, blastNumber, weighed } from './blast-weight';
import { isReaching, toolReach } from './reach';

export type BlastTarget = { kind: 'system' | 'tool'; id: string };

/** A way on to the target: this step, how the next one follows, and the next one. */
type Onward = { key: BlastKey; by: BlastEdgeKind | null; next: Onward | null; hops: number };

/** A tool by which an agent that is entitled to it reaches the target. */
export type Entry = { tool: BlastTool; hops: number; onward: Onward };

/** Everything from which a target can be reached, agents apart. */
export type BlastSources = {
  target: BlastTarget;
  /** By id, nearest first. */
  entries: Map<string, Entry>;
  /** Those that set the target's system in motion: whoever may call one reaches all of the target. */
  movers: ReadonlySet<string>;
  /** The tools that make up the target. */
  targets: readonly BlastTool[];
  edges: BlastEdge[];
};

/** An agent within whose reach the target lies: by which tool, with which entitlement, how far. */
export type ReachingAgent = { agentId: string; entitlementId: string; entry: Entry; hops: number };

/**
 * The tools from which the target is reached, nearest first: those that are part of it, those that set its
 * system in motion, and those that set in motion what does.
 */
export function blastSources(inventory: BlastInventory, target: BlastTarget): BlastSources {
  const entries = new Map<string, Entry>();
  const movers = new Set<string>();
  const edges: BlastEdge[] = [];
  const queue: Entry[] = [];
  const add = (tool: BlastTool, by: BlastEdgeKind | null, next: Onward | null) => {
    if (next !== null && by !== null) edges.push({ from: toolKey(tool.id), to: next.key, kind: by });
    if (entries.has(tool.id)) return;
    const hops = next === null ? 0 : next.hops + 1;
    const entry = { tool, hops, onward: { key: toolKey(tool.id), by, next, hops } };
    entries.set(tool.id, entry);
    queue.push(entry);
  };

  const targetTool = target.kind === 'tool' ? inventory.tool(target.id) : undefined;
  const targets = target.kind === 'system' ? inventory.toolsOf(target.id) : targetTool ? [targetTool] : [];
  const systemId = target.kind === 'system' ? target.id : targetTool?.systemId;
  const moved = new Set<string>();
  if (target.kind === 'system') {
    const goal: Onward = { key: systemKey(target.id), by: null, next: null, hops: 0 };
    moved.add(target.id);
    for (const tool of targets) add(tool, 'part_of', goal);
    for (const tool of inventory.triggering(target.id)) add(tool, 'motion', goal);
  } else if (targetTool !== undefined) add(targetTool, null, null);

  for (const { tool, onward } of queue) {
    // A tool that is only part of the target does not lead from its system to it.
    if (moved.has(tool.systemId)) continue;
    moved.add(tool.systemId);
    const triggering = inventory.triggering(tool.systemId);
    if (triggering.length === 0) continue;
    const key = systemKey(tool.systemId);
    edges.push({ from: key, to: onward.key, kind: 'own_rights' });
    const through: Onward = { key, by: 'own_rights', next: onward, hops: onward.hops + 1 };
    for (const mover of triggering) add(mover, 'motion', through);
  }
  if (systemId !== undefined) collectMovers(inventory, systemId, movers);
  return { target, entries, movers, targets, edges };
}

function collectMovers(inventory: BlastInventory, systemId: string, movers: Set<string>): void {
  const systems = new Set([systemId]);
  for (const system of systems) {
    for (const tool of inventory.triggering(system)) {
      movers.add(tool.id);
      systems.add(tool.systemId);
    }
  }
}

/** The systems whose entitlements can matter for a target: those that have one of its entries. */
export const sourceSystems = ({ entries }: BlastSources): string[] =>
  [...new Set([...entries.values()].map(({ tool }) => tool.systemId))].sort();

/**
 * Who can reach the target, nearest first, and the number: the sum, over those agents, of what each reaches
 * of the target (lib/domain/blast-weight.ts). Agrees with `blastRadius`: an agent stands here exactly when
 * the target stands in its blast radius. Delegation brings nobody in, because a child task is allowed only
 * what its delegator could do itself. INVARIANT (attenuation)
 */
export function blastBackwards(
  inventory: BlastInventory,
  sources: BlastSources,
  entitlements: Iterable<HeldEntitlement>,
  now: Date,
): { agents: ReachingAgent[]; number: BlastNumber } {
  const byHops = (a: Entry, b: Entry) => a.hops - b.hops || (a.tool.id < b.tool.id ? -1 : 1);
  const entriesBySystem = new Map<string, Entry[]>();
  for (const entry of [...sources.entries.values()].sort(byHops)) {
    const group = entriesBySystem.get(entry.tool.systemId);
    if (group === undefined) entriesBySystem.set(entry.tool.systemId, [entry]);
    else group.push(entry);
  }
  const coverOf = coverage(sources, entriesBySystem);
  const found = new Map<string, ReachingAgent>();
  const movesAll = new Set<string>();
  const own = new Map<string, Set<string>>();
  for (const entitlement of entitlements) {
    if (!isReaching(entitlement, now)) continue;
    const { agentId, scope, id } = entitlement;
    const { nearest, targets, isMoving } = coverOf(scope);
    if (nearest === null) continue;
    const known = found.get(agentId);
    const one = { agentId, entitlementId: id, entry: nearest, hops: nearest.hops + 1 };
    if (known === undefined || isBefore(one, known)) found.set(agentId, one);
    if (isMoving) movesAll.add(agentId);
    const tools = own.get(agentId);
    if (tools === undefined) own.set(agentId, new Set(targets));
    else for (const target of targets) tools.add(target);
  }

  const entitledTo = new Map<string, number>();
  for (const tools of own.values()) {
    for (const id of tools) entitledTo.set(id, (entitledTo.get(id) ?? 0) + 1);
  }
  // Who sets all of it in motion reaches each tool; those that they are entitled to anyway are counted above.
  const both = new Map<string, number>();
  for (const agentId of movesAll) {
    for (const id of own.get(agentId) ?? []) both.set(id, (both.get(id) ?? 0) + 1);
  }
  const number = blastNumber(
    sources.targets.flatMap((tool) => {
      const of = weighed(tool, inventory.system(tool.systemId)?.zone ?? 'external');
      return [
        { by: 'entitled' as const, weighed: of, count: entitledTo.get(tool.id) ?? 0 },
        { by: 'motion' as const, weighed: of, count: movesAll.size - (both.get(tool.id) ?? 0) },
      ];
    }),
  );
  const agents = [...found.values()].sort((a, b) => a.hops - b.hops || (a.agentId < b.agentId ? -1 : 1));
  return { agents, number };
}

/** What a scope covers of a target's entries. Many entitlements share one scope: each is looked at once. */
function coverage(
  sources: BlastSources,
  entriesBySystem: ReadonlyMap<string, readonly Entry[]>,
): (scope: HeldEntitlement['scope']) => { nearest: Entry | null; targets: string[]; isMoving: boolean } {
  const targetIds = new Set(sources.targets.map(({ id }) => id));
  const known = new Map<HeldEntitlement['scope'], ReturnType<ReturnType<typeof coverage>>>();
  return (scope) => {
    const before = known.get(scope);
    if (before !== undefined) return before;
    const isReached = toolReach(scope);
    const covered = (entriesBySystem.get(scope.system) ?? []).filter(({ tool }) => isReached(tool));
    const cover = {
      nearest: covered[0] ?? null,
      targets: covered.map(({ tool }) => tool.id).filter((id) => targetIds.has(id)),
      isMoving: covered.some(({ tool }) => sources.movers.has(tool.id)),
    };
    known.set(scope, cover);
    return cover;
  };
}

/** The nearer of two ways of one agent; of two that are as near, always the same one. */
const isBefore = (a: ReachingAgent, b: ReachingAgent): boolean =>
  a.hops !== b.hops
    ? a.hops < b.hops
    : a.entry.tool.id !== b.entry.tool.id
      ? a.entry.tool.id < b.entry.tool.id
      : a.entitlementId < b.entitlementId;

/** The way from a tool to the target. */
export function stepsFrom(entry: Entry, first: BlastStep | null): BlastStep[] {
  const steps: BlastStep[] = first === null ? [] : [first];
  let by: BlastEdgeKind | null = first === null ? null : 'entitled';
  for (let at: Onward | null = entry.onward; at !== null; at = at.next) {
    steps.push({ key: at.key, by });
    by = at.by;
  }
  return steps;
}

export const stepsOfAgent = ({ agentId, entry }: ReachingAgent): BlastStep[] =>
  stepsFrom(entry, { key: agentKey(agentId), by: null });
