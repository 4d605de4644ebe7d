import { expect, test } from 'vitest';
import { layOut } from './blast-layout';

const tools = Array.from({ length: 40 }, (_, i) => ({
  key: `tool:${i}`,
  kind: 'tool' as const,
  label: `${i}`,
}));
const agent = { key: 'agent:a', kind: 'agent' as const, label: 'a' };
const data = { key: 'data:d', kind: 'data' as const, label: 'd' };

test('columns follow each other, long ones are broken, and nothing lies on anything else', () => {
  const nodes = [data, ...tools, agent];
  const edges = tools.map(({ key }) => ({ from: 'agent:a', to: key }));
  const places = layOut(nodes, edges, 'agent:a');
  expect(new Set([...places.values()].map(({ x, y }) => `${x} ${y}`)).size).toBe(nodes.length);
  const x = (key: string) => places.get(key)?.x ?? Number.NaN;
  expect(x('agent:a')).toBeLessThan(Math.min(...tools.map(({ key }) => x(key))));
  expect(x('data:d')).toBeGreaterThan(Math.max(...tools.map(({ key }) => x(key))));
  expect(new Set(tools.map(({ key }) => x(key))).size).toBe(3);
  expect([...layOut([...nodes].reverse(), [...edges].reverse(), 'agent:a')].sort()).toEqual(
    [...places].sort(),
  );
});
