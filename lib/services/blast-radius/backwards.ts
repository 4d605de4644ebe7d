import type { Tx } from '@/lib/db/client';
import {
  type BlastTarget,
  blastBackwards,
  blastSources,
  sourceSystems,
  stepsFrom,
  stepsOfAgent,
} from '@/lib/domain/blast-backwards';
import { groupEntitlements } from '@/lib/domain/blast-inventory';
import {
  agentKey,
  type BlastEdge,
  type BlastKey,
  idOfKey,
  kindOfKey,
  toolKey,
} from '@/lib/domain/blast-path';
import { entitledTools } from '@/lib/domain/blast-radius';
import { notFound } from '../errors';
import { describer, type Found, type FoundNode, type FoundPath, type Used } from './found';
import { loadBehind, loadEntitlementsInto } from './load';
import { loadUsage, MOST_CALLS_EACH, usedOf } from './usage';

const UNKNOWN: Used = { used: null, lastUsedAt: null };

/** Who could reach a system or a tool. */
export async function findBackwards(tx: Tx, target: BlastTarget, now: Date): Promise<Found> {
  const loaded = await loadBehind(tx, target);
  const { inventory } = loaded;
  const isKnown =
    target.kind === 'system' ? loaded.systemNames.has(target.id) : inventory.tool(target.id) !== undefined;
  if (!isKnown) throw notFound(target.kind, target.id);
  const sources = blastSources(inventory, target);
  const entitlements = await loadEntitlementsInto(tx, sourceSystems(sources), now);
  const { agents, number } = blastBackwards(inventory, sources, entitlements, now);
  const heldBy = groupEntitlements(entitlements, ({ agentId }) => agentId);

  const nodeOf = describer(loaded);
  const focus: BlastKey = `${target.kind}:${target.id}`;
  const nodes = new Map<BlastKey, FoundNode>([[focus, nodeOf(focus, 0)]]);
  const add = (key: BlastKey, hops: number) => {
    if (!nodes.has(key)) nodes.set(key, nodeOf(key, hops));
  };
  for (const agent of agents) add(agentKey(agent.agentId), agent.hops);
  // Tools that lead there, but are in nobody's reach, are told only where they are the target's own.
  const isHeld = new Set(agents.map(({ entry }) => entry.tool.id));
  for (const entry of sources.entries.values()) {
    if (!isHeld.has(entry.tool.id) && !sources.targets.includes(entry.tool)) continue;
    let hops = entry.hops;
    for (const { key } of stepsFrom(entry, null)) {
      add(key, hops);
      hops -= 1;
    }
  }

  const paths: FoundPath[] = agents.map((agent) => ({
    key: agentKey(agent.agentId),
    hops: agent.hops,
    steps: () => stepsOfAgent(agent),
  }));

  /** All tools by which an agent gets there, not only the nearest. */
  const entriesOf = (agentId: string): string[] =>
    [...entitledTools(inventory, heldBy.get(agentId) ?? [], now).keys()].filter((id) =>
      sources.entries.has(id),
    );

  return {
    focus,
    direction: 'backwards',
    nodes,
    edges: (shown): BlastEdge[] => [
      ...sources.edges,
      ...agents.flatMap(({ agentId, entry }) => {
        const tools = shown.has(agentId) ? entriesOf(agentId) : [entry.tool.id];
        return tools.map((id) => ({ from: agentKey(agentId), to: toolKey(id), kind: 'entitled' as const }));
      }),
    ],
    paths,
    number,
    emptyBecause: agents.length > 0 ? null : emptyBecause(),
    look: async (shown) => {
      const names = await tx.agent.findMany({
        where: { id: { in: [...shown] } },
        select: { id: true, name: true, state: true },
      });
      const usageOf = await loadUsage(tx, shown, now, MOST_CALLS_EACH);
      const used = new Map(shown.map((id) => [id, usedOf(usageOf(id), entriesOf(id))]));
      const all = [...used.values()].map((one) => one.used);
      return {
        agents: new Map(names.map((one) => [one.id, one])),
        used: (key) => (kindOfKey(key) === 'agent' ? (used.get(idOfKey(key)) ?? UNKNOWN) : UNKNOWN),
        usage: {
          mostCalls: MOST_CALLS_EACH,
          isComplete: shown.every((id) => usageOf(id).isComplete),
          used: all.filter((one) => one === true).length,
          unused: all.filter((one) => one === false).length,
        },
      };
    },
  };

  function emptyBecause(): string {
    if (target.kind === 'system' && sources.targets.length === 0) {
      return 'It has no registered tool, and nobody may call one that sets it in motion.';
    }
    return target.kind === 'system'
      ? 'No live entitlement covers one of its tools, or a tool that sets it in motion.'
      : 'No live entitlement covers it, or a tool that sets its system in motion.';
  }
}
