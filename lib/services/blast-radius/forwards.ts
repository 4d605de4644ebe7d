import type { Tx } from '@/lib/db/client';
import { agentKey, type BlastKey, dataKey, idOfKey, kindOfKey, stepsOf } from '@/lib/domain/blast-path';
import { blastRadius, delegates, entitledTools } from '@/lib/domain/blast-radius';
import { entitlementStateAt } from '@/lib/domain/entitlement';
import { reachOf } from '@/lib/domain/reach';
import { higherTier, RISK_TIERS, type RiskTier, tierFloor } from '@/lib/domain/risk-tier';
import { notFound } from '../errors';
import { groupBy } from '../group-by';
import { loadTierRules } from '../task/effective-tier';
import { describer, type Found, type FoundNode, type FoundPath, type Used } from './found';
import { loadAhead, loadEntitlementsInto, loadOwnEntitlements } from './load';
import { loadUsage, MOST_CALLS, usedOf } from './usage';

const ORDER = { data: 0, system: 1, tool: 2, agent: 3 } as const;

/** What an agent could reach, and whom it could hand work to. */
export async function findForwards(tx: Tx, agentId: string, now: Date): Promise<Found> {
  const agent = await tx.agent.findUnique({
    where: { id: agentId },
    select: { id: true, state: true, riskTier: true },
  });
  if (agent === null) throw notFound('agent', agentId);
  const own = await loadOwnEntitlements(tx, agentId, now);
  const loaded = await loadAhead(
    tx,
    own.map(({ scope }) => scope.system),
  );
  const { inventory } = loaded;
  const radius = blastRadius(inventory, agentId, own, now);
  const entitled = entitledTools(inventory, own, now);
  const tier = higherTier(agent.riskTier, tierFloor(reachOf(own, inventory.toolsOf, now)));
  const helpers = await loadDelegates();

  const nodeOf = describer(loaded);
  const focus = agentKey(agentId);
  const nodes = new Map<BlastKey, FoundNode>();
  for (const { key, hops } of radius.reached.values()) nodes.set(key, nodeOf(key, hops));
  for (const id of helpers.keys()) nodes.set(agentKey(id), nodeOf(agentKey(id), 1));
  weighSystems(nodes);

  const paths: FoundPath[] = [...nodes.values()]
    .filter(({ key }) => key !== focus)
    .sort(
      (a, b) =>
        ORDER[a.kind] - ORDER[b.kind] || b.rank - a.rank || a.hops - b.hops || (a.key < b.key ? -1 : 1),
    )
    .map(({ key, hops }) => {
      const link = radius.reached.get(key)?.link;
      const steps = () =>
        link === undefined
          ? [
              { key: focus, by: null },
              { key, by: 'delegates' as const },
            ]
          : stepsOf(link);
      return { key, hops, steps };
    });

  const ownBySystem = groupBy([...entitled.values()], ({ systemId }) => systemId);
  /** By which of its own tools something is reached: only of those can be said whether they were used. */
  const toolsBehind = (key: BlastKey): string[] => {
    const id = idOfKey(key);
    if (kindOfKey(key) === 'tool') return entitled.has(id) ? [id] : [];
    const systemId = nodes.get(key)?.system ?? id;
    return (ownBySystem.get(systemId) ?? [])
      .filter(({ sensitivity }) => id === systemId || key === dataKey(systemId, sensitivity))
      .map((tool) => tool.id);
  };

  return {
    focus,
    direction: 'forwards',
    nodes,
    edges: () => [
      ...radius.edges.values(),
      ...[...helpers].flatMap(([id, tool]) => [
        { from: focus, to: agentKey(id), kind: 'delegates' as const },
        { from: agentKey(id), to: `tool:${tool.id}` as BlastKey, kind: 'entitled' as const },
      ]),
    ],
    paths,
    number: radius.number,
    emptyBecause: entitled.size > 0 ? null : emptyBecause(agent.state, own.length),
    look: async (agents) => {
      const names = await tx.agent.findMany({
        where: { id: { in: [...agents] } },
        select: { id: true, name: true, state: true },
      });
      const usage = (await loadUsage(tx, [agentId], now, MOST_CALLS))(agentId);
      const all = [...entitled.keys()].map((id) => usedOf(usage, [id]).used);
      return {
        agents: new Map(names.map((one) => [one.id, one])),
        used: (key): Used => {
          const tools = toolsBehind(key);
          return tools.length === 0 ? { used: null, lastUsedAt: null } : usedOf(usage, tools);
        },
        usage: {
          mostCalls: MOST_CALLS,
          isComplete: usage.isComplete,
          used: all.filter((used) => used === true).length,
          unused: all.filter((used) => used === false).length,
        },
      };
    },
  };

  /** Nobody where the tier lets nobody stand below it. Whether a chain fits is judged again when it is made. */
  async function loadDelegates() {
    const deep: RiskTier[] = [];
    for (const one of RISK_TIERS) if ((await loadTierRules(tx, one)).maxDelegationDepth > 0) deep.push(one);
    if (!deep.includes(tier)) return new Map<string, never>();
    const systems = [...new Set([...entitled.values()].map(({ systemId }) => systemId))];
    // Most agents show by any entitlement of theirs: only of those that do not, all are read.
    const of = { notAgent: agentId, onlyActive: true, tiers: deep };
    const first = await loadEntitlementsInto(tx, systems, now, { ...of, oneOfEach: true });
    const found = delegates(inventory, own, first, now);
    const others = first.map((one) => one.agentId).filter((id) => !found.has(id));
    if (others.length === 0) return found;
    const rest = await loadEntitlementsInto(tx, systems, now, { ...of, agents: others });
    return new Map([...found, ...delegates(inventory, own, rest, now)]);
  }

  function emptyBecause(state: string, count: number): string {
    if (state === 'retired') return 'It is retired: its entitlements were revoked with it.';
    const live = own.filter((one) => entitlementStateAt(one, now) === 'live').length;
    if (count === 0) return 'It has no live entitlement, so nothing can be granted to it.';
    return `Its ${live === 1 ? 'live entitlement covers' : `${live} live entitlements cover`} no tool that is registered.`;
  }
}

/** A system is as heavy as the tools of it that are reached. */
function weighSystems(nodes: Map<BlastKey, FoundNode>): void {
  for (const { kind, system, weight } of [...nodes.values()]) {
    const node = kind === 'tool' && system !== null ? nodes.get(`system:${system}`) : undefined;
    if (node !== undefined) node.rank += weight ?? 0;
  }
}
