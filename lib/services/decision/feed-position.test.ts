import { expect, test } from 'vitest';
import { advance, type FeedPosition, fromToken, hasHole, hasRead, inOrder, toToken } from './feed-position';

const T = Date.parse('2026-06-01T12:00:00Z');
const row = (writer: string, seq: number, afterMs: number) => ({
  writer,
  seq: BigInt(seq),
  at: new Date(T + afterMs),
});
const nothing: FeedPosition = { atMs: T, audit: 0n, writers: new Map() };

test('a position says of every writer how far it was read', () => {
  const position = advance(nothing, [row('a', 1, 0), row('a', 2, 5), row('b', 7, 3)], 4n);
  expect(hasRead(position, row('a', 2, 5))).toBe(true);
  expect(hasRead(position, row('a', 3, 5))).toBe(false);
  expect(hasRead(position, row('b', 7, 3))).toBe(true);
  expect(hasRead(position, row('c', 1, 0))).toBe(false);
  expect(position).toMatchObject({ atMs: T + 5, audit: 4n });
});

test('a writer that has been silent for long is forgotten, one within the look-back never', () => {
  const early = advance(nothing, [row('a', 1, 0), row('b', 1, 15_000)], 0n);
  const later = advance(early, [row('c', 1, 40_000)], 0n);
  expect([...later.writers.keys()]).toEqual(['b', 'c']);
});

test('the order is that of time, and each writer’s own that of its chain', () => {
  const rows = [row('a', 3, 1), row('b', 1, 4), row('a', 1, 2), row('a', 2, 9)];
  const ordered = inOrder(rows);
  expect(ordered.map(({ writer, seq }) => `${writer}${seq}`)).toEqual(['a1', 'b1', 'a2', 'a3']);
});

test('a hole in a known writer’s numbers is seen, whatever the order of the rows', () => {
  const position = advance(nothing, [row('a', 5, 0)], 0n);
  expect(hasHole(position, [row('a', 7, 2), row('a', 6, 1)])).toBe(false);
  expect(hasHole(position, [row('a', 7, 2)])).toBe(true);
  expect(hasHole(position, [row('a', 6, 1), row('a', 8, 2)])).toBe(true);
  expect(hasHole(position, [row('new', 40, 2)])).toBe(false);
});

test('a position survives its way through an event’s id', () => {
  const position = advance(nothing, [row('wrt_a', 1, 0), row('wrt_b', 9, 3)], 12n);
  expect(fromToken(toToken(position))).toEqual(position);
});

for (const token of [null, '', 'x', 'e30', Buffer.from('[1,"2",{"a":["-1",0]}]').toString('base64url')]) {
  test(`an id that is not ours, ${JSON.stringify(token)}, starts anew`, () => {
    expect(fromToken(token)).toBeNull();
  });
}
