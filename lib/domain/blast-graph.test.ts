import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Drawable, drawn, withoutKinds } from './blast-graph';
import type { BlastEdge, BlastKey } from './blast-path';

const agent: Drawable = { key: 'agent:bot', kind: 'agent', hops: 0, weight: 0, system: null };
const system = (id: string): Drawable => ({
  key: `system:${id}`,
  kind: 'system',
  hops: 2,
  weight: 1,
  system: id,
});
const tool = (systemId: string, name: string, weight = 1): Drawable => ({
  key: `tool:${systemId}/${name}`,
  kind: 'tool',
  hops: 1,
  weight,
  system: systemId,
});
const world = (tools: number) => {
  const nodes = [agent, system('crm'), ...Array.from({ length: tools }, (_, i) => tool('crm', `t${i}`, i))];
  const edges = nodes.slice(2).flatMap(({ key }): BlastEdge[] => [
    { from: 'agent:bot', to: key, kind: 'entitled' },
    { from: key, to: 'system:crm', kind: 'part_of' },
  ]);
  return { nodes, edges };
};

test('what fits is drawn as it is', () => {
  const { nodes, edges } = world(5);
  const picture = drawn(nodes, edges, 'agent:bot', 80);
  expect(picture.nodes).toHaveLength(7);
  expect(picture.groups).toEqual([]);
  expect(picture.edges).toHaveLength(10);
});

test('the lightest tools of a system stand together as a number, with their edges', () => {
  const { nodes, edges } = world(50);
  const picture = drawn(nodes, edges, 'agent:bot', 20);
  expect(picture.nodes.length + picture.groups.length).toBeLessThanOrEqual(20);
  const [group] = picture.groups;
  expect(group).toMatchObject({ key: 'more:tool:crm', kind: 'tool', system: 'crm' });
  expect((group?.count ?? 0) + picture.nodes.length).toBe(52);
  expect(picture.nodes).toContain('tool:crm/t49');
  expect(picture.nodes).not.toContain('tool:crm/t0');
  expect(picture.edges).toContainEqual({ from: 'agent:bot', to: 'more:tool:crm', kind: 'entitled' });
  expect(picture.edges).toContainEqual({ from: 'more:tool:crm', to: 'system:crm', kind: 'part_of' });
});

const random = fc.array(
  fc.record({
    kind: fc.constantFrom('agent', 'tool', 'system'),
    of: fc.nat(60),
    weight: fc.nat(9),
    hops: fc.nat(5),
  }),
  { maxLength: 400 },
);

test('never more than was asked for, nobody lost, and always the same picture', () => {
  fc.assert(
    fc.property(random, fc.integer({ min: 10, max: 400 }), (told, limit) => {
      const nodes = new Map<BlastKey, Drawable>([[agent.key, agent]]);
      for (const { kind, of, weight, hops } of told) {
        const one =
          kind === 'agent'
            ? { ...agent, key: `agent:a${of}` as BlastKey, weight, hops }
            : kind === 'system'
              ? system(`s${of}`)
              : { ...tool(`s${of}`, `t${weight}${hops}`, weight), hops };
        nodes.set(one.key, one);
      }
      const all = [...nodes.values()];
      const picture = drawn(all, [], agent.key, limit);
      expect(picture.nodes.length + picture.groups.length).toBeLessThanOrEqual(Math.min(150, limit));
      expect(picture.nodes[0]).toBe(agent.key);
      expect(picture.nodes.length + picture.groups.reduce((sum, { count }) => sum + count, 0)).toBe(
        all.length,
      );
      expect(drawn([...all].reverse(), [], agent.key, limit)).toEqual(picture);
    }),
  );
});

test('hiding a kind joins what it stood between, also in a circle', () => {
  const edges: BlastEdge[] = [
    { from: 'agent:bot', to: 'tool:a/x', kind: 'entitled' },
    { from: 'tool:a/x', to: 'system:a', kind: 'part_of' },
    { from: 'tool:a/x', to: 'tool:a/y', kind: 'motion' },
    { from: 'tool:a/y', to: 'tool:a/x', kind: 'motion' },
    { from: 'tool:a/y', to: 'system:b', kind: 'motion' },
  ];
  expect(withoutKinds(edges, (key) => key.startsWith('tool:'))).toEqual([
    { from: 'agent:bot', to: 'system:a', kind: 'part_of' },
    { from: 'agent:bot', to: 'system:b', kind: 'motion' },
  ]);
  expect(withoutKinds(edges, () => false)).toHaveLength(5);
});
