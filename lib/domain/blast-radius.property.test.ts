import fc from 'fast-check';
import { expect, test } from 'vitest';
import { blastBackwards, blastSources, stepsOfAgent } from './blast-backwards';
import { blastInventory, type HeldEntitlement } from './blast-inventory';
import { type BlastKey, type BlastStep, kindOfKey, stepsOf } from './blast-path';
import { blastRadius, delegates, weighedBeyond } from './blast-radius';
import { AGENTS, NOW, type RandomWorld, randomWorld } from './blast-radius.fixture';
import { weighed, weightOf } from './blast-weight';
import { coversTool } from './pattern';
import { reachOf } from './reach';
import { SENSITIVITIES } from './sensitivity';

const RUNS = { numRuns: 400 };

/** What an agent reaches, worked out in another way: rules applied until nothing new follows. */
function reference({ tools, systems, entitlements }: RandomWorld, agentId: string) {
  const rank = (sensitivity: (typeof SENSITIVITIES)[number]) => SENSITIVITIES.indexOf(sensitivity);
  const entitled = new Set(
    tools
      .filter((tool) =>
        entitlements.some(
          ({ agentId: holder, scope, endsAt, revokedAt }) =>
            holder === agentId &&
            revokedAt === null &&
            endsAt.getTime() > NOW.getTime() &&
            scope.system === tool.systemId &&
            scope.actionClasses.includes(tool.actionClass) &&
            rank(tool.sensitivity) <= rank(scope.maxSensitivity) &&
            scope.tools.some((pattern) => coversTool(pattern, tool.name)),
        ),
      )
      .map(({ id }) => id),
  );
  const reached = new Set(entitled);
  const moved = new Set<string>();
  for (let before = -1; before !== reached.size + moved.size; ) {
    before = reached.size + moved.size;
    for (const tool of tools) {
      if (moved.has(tool.systemId)) reached.add(tool.id);
      if (reached.has(tool.id)) for (const system of tool.triggers) moved.add(system);
    }
  }
  const byId = new Map(tools.map((tool) => [tool.id, tool]));
  const called = new Set([...entitled].map((id) => byId.get(id)?.systemId ?? ''));
  const keys = new Set<string>([`agent:${agentId}`]);
  let total = 0;
  for (const id of reached) {
    const tool = byId.get(id);
    if (tool === undefined) continue;
    keys.add(`tool:${id}`).add(`system:${tool.systemId}`).add(`data:${tool.systemId}/${tool.sensitivity}`);
    const zone = systems.find((system) => system.id === tool.systemId)?.zone ?? 'external';
    total += weightOf(weighed(tool, zone));
  }
  for (const id of moved) keys.add(`system:${id}`);
  for (const system of systems.filter(({ id, beyond }) => called.has(id) && beyond.length > 0)) {
    keys.add(`data:${system.id}/${system.sensitivity}`);
    for (const name of system.beyond) total += weightOf(weighedBeyond(name, system));
  }
  return { keys, total };
}

const inventoryOf = ({ tools, systems }: RandomWorld) => blastInventory(tools, systems);
const of = (entitlements: readonly HeldEntitlement[], agentId: string) =>
  entitlements.filter((one) => one.agentId === agentId);
const radius = (world: RandomWorld, agentId: string, entitlements = of(world.entitlements, agentId)) =>
  blastRadius(inventoryOf(world), agentId, entitlements, NOW);
const backwards = (world: RandomWorld, kind: 'system' | 'tool', id: string) => {
  const inventory = inventoryOf(world);
  return blastBackwards(inventory, blastSources(inventory, { kind, id }), world.entitlements, NOW);
};

test('an agent reaches what an independent reference says, with the same number', () => {
  fc.assert(
    fc.property(randomWorld, fc.constantFrom(...AGENTS), (world, agentId) => {
      const { reached, number } = radius(world, agentId);
      const told = reference(world, agentId);
      expect([...reached.keys()].sort()).toEqual([...told.keys].sort());
      expect(number.total).toBe(told.total);
      expect(number.parts.reduce((sum, part) => sum + part.sum, 0)).toBe(number.total);
    }),
    RUNS,
  );
});

test('it is the same reach from which the tier’s floor follows', () => {
  fc.assert(
    fc.property(randomWorld, fc.constantFrom(...AGENTS), (world, agentId) => {
      const inventory = inventoryOf(world);
      const pairs = new Set(
        reachOf(of(world.entitlements, agentId), inventory.toolsOf, NOW).map(
          ({ actionClass, sensitivity }) => `${actionClass} ${sensitivity}`,
        ),
      );
      const seen = new Set<string>();
      for (const key of radius(world, agentId).reached.keys()) {
        const tool = kindOfKey(key) === 'tool' ? inventory.tool(key.slice(5)) : undefined;
        if (tool !== undefined) seen.add(`${tool.actionClass} ${tool.sensitivity}`);
      }
      expect(seen).toEqual(pairs);
    }),
    RUNS,
  );
});

test('one more entitlement never lowers the number, and takes nothing out of reach', () => {
  fc.assert(
    fc.property(randomWorld, randomWorld, fc.constantFrom(...AGENTS), (world, other, agentId) => {
      const [more] = other.entitlements;
      if (more === undefined) return;
      const own = of(world.entitlements, agentId);
      const before = radius(world, agentId, own);
      const after = radius(world, agentId, [...own, { ...more, id: 'ent_more', agentId }]);
      expect(after.number.total).toBeGreaterThanOrEqual(before.number.total);
      for (const [key, { hops }] of before.reached) {
        expect(after.reached.get(key)?.hops ?? Number.POSITIVE_INFINITY).toBeLessThanOrEqual(hops);
      }
    }),
    RUNS,
  );
});

test('the order in which things are told does not matter', () => {
  fc.assert(
    fc.property(randomWorld, fc.constantFrom(...AGENTS), (world, agentId) => {
      const turned = {
        tools: [...world.tools].reverse(),
        systems: [...world.systems].reverse(),
        entitlements: [...world.entitlements].reverse(),
      };
      const plain = radius(world, agentId);
      const other = radius(turned, agentId);
      expect([...other.reached]).toEqual([...plain.reached]);
      expect(other.number).toEqual(plain.number);
      for (const { id } of world.systems) {
        expect(backwards(turned, 'system', id)).toMatchObject({
          number: backwards(world, 'system', id).number,
        });
      }
    }),
    RUNS,
  );
});

/** Shortest distances over the edges that are told, by plain search. */
function distances(edges: Iterable<{ from: BlastKey; to: BlastKey }>, start: BlastKey) {
  const next = new Map<string, string[]>();
  for (const { from, to } of edges) next.set(from, [...(next.get(from) ?? []), to]);
  const hops = new Map<string, number>([[start, 0]]);
  for (const [key, at] of hops) for (const to of next.get(key) ?? []) if (!hops.has(to)) hops.set(to, at + 1);
  return hops;
}

const pairsOf = (steps: readonly BlastStep[]) =>
  steps.slice(1).map(({ key, by }, i) => `${steps[i]?.key} ${by} ${key}`);

test('every way is made of edges, begins at the agent, and is as long as it is told to be', () => {
  fc.assert(
    fc.property(randomWorld, fc.constantFrom(...AGENTS), (world, agentId) => {
      const { reached, edges } = radius(world, agentId);
      const shortest = distances(edges.values(), `agent:${agentId}`);
      for (const { key, hops, link } of reached.values()) {
        const steps = stepsOf(link);
        expect(steps[0]?.key).toBe(`agent:${agentId}`);
        expect(steps.at(-1)?.key).toBe(key);
        expect(steps).toHaveLength(hops + 1);
        for (const pair of pairsOf(steps)) expect(edges.has(pair)).toBe(true);
        // A tool is no nearer than it is told; what lies behind a system also depends on how that is reached.
        if (kindOfKey(key) === 'tool') expect(hops).toBeGreaterThanOrEqual(shortest.get(key) ?? 0);
      }
    }),
    RUNS,
  );
});

test('forwards and backwards agree, in who reaches what, and how far it is', () => {
  fc.assert(
    fc.property(randomWorld, (world) => {
      const forwards = new Map(AGENTS.map((id) => [id, radius(world, id)]));
      for (const [kind, all] of [
        ['system', world.systems],
        ['tool', world.tools],
      ] as const) {
        for (const { id } of all) {
          const { agents } = backwards(world, kind, id);
          const expected = AGENTS.flatMap((agentId) => {
            const at = forwards.get(agentId)?.reached.get(`${kind}:${id}`);
            return at === undefined ? [] : [`${agentId} ${at.hops}`];
          });
          expect(agents.map(({ agentId, hops }) => `${agentId} ${hops}`).sort()).toEqual(expected.sort());
          for (const agent of agents) {
            const steps = stepsOfAgent(agent);
            const edges = forwards.get(agent.agentId)?.edges;
            expect(steps).toHaveLength(agent.hops + 1);
            expect(steps.at(-1)?.key).toBe(`${kind}:${id}`);
            for (const pair of pairsOf(steps)) expect(edges?.has(pair), pair).toBe(true);
          }
        }
      }
    }),
    RUNS,
  );
});

test('the number of a target is what its agents reach of it, together', () => {
  fc.assert(
    fc.property(randomWorld, (world) => {
      for (const { id, zone } of world.systems) {
        let total = 0;
        for (const agentId of AGENTS) {
          const keys = reference(world, agentId).keys;
          for (const tool of world.tools) {
            if (tool.systemId === id && keys.has(`tool:${tool.id}`)) total += weightOf(weighed(tool, zone));
          }
        }
        expect(backwards(world, 'system', id).number.total).toBe(total);
      }
    }),
    RUNS,
  );
});

test('work can be handed to exactly those that share a tool on a common resource', () => {
  fc.assert(
    fc.property(randomWorld, fc.constantFrom(...AGENTS), (world, agentId) => {
      const inventory = inventoryOf(world);
      const mine = of(world.entitlements, agentId);
      const others = world.entitlements.filter((one) => one.agentId !== agentId);
      const shares = (a: HeldEntitlement, b: HeldEntitlement) =>
        (a.scope.resources.length === 0 ||
          b.scope.resources.length === 0 ||
          a.scope.resources[0] === b.scope.resources[0]) &&
        world.tools.some(
          ({ id }) =>
            [a, b].every((one) =>
              reference({ ...world, entitlements: [one] }, one.agentId).keys.has(`tool:${id}`),
            ) &&
            id.startsWith(`${a.scope.system}/`) &&
            id.startsWith(`${b.scope.system}/`) &&
            isEntitled(world, a, id) &&
            isEntitled(world, b, id),
        );
      const expected = new Set(
        others.filter((other) => mine.some((one) => shares(one, other))).map((other) => other.agentId),
      );
      expect(new Set(delegates(inventory, mine, others, NOW).keys())).toEqual(expected);
    }),
    { numRuns: 100 },
  );
});

/** Whether one entitlement covers the tool by itself. */
const isEntitled = (world: RandomWorld, entitlement: HeldEntitlement, id: string): boolean =>
  reference(
    { ...world, tools: world.tools.map((tool) => ({ ...tool, triggers: [] })), entitlements: [entitlement] },
    entitlement.agentId,
  ).keys.has(`tool:${id}`);
