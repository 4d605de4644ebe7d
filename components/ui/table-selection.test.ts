import { expect, test } from 'vitest';
import { selectionAfter } from './table-selection';

const order = ['a', 'b', 'c', 'd', 'e'];
const after = (ids: string[], anchor: string | null, id: string, isRange: boolean) =>
  [...selectionAfter(order, new Set(ids), anchor, id, isRange)].sort().join('');

test('a press turns one row over and leaves the others', () => {
  expect(after([], null, 'b', false)).toBe('b');
  expect(after(['a', 'b'], 'a', 'b', false)).toBe('a');
});

const ranges = [
  { name: 'downwards', ids: ['b'], anchor: 'b', id: 'd', is: 'bcd' },
  { name: 'upwards', ids: ['d'], anchor: 'd', id: 'b', is: 'bcd' },
  { name: 'to itself', ids: ['b'], anchor: 'b', id: 'b', is: 'b' },
  { name: 'from a row that was turned off', ids: ['a', 'c', 'd'], anchor: 'b', id: 'c', is: 'ad' },
  { name: 'beside rows that were selected before', ids: ['a', 'd'], anchor: 'd', id: 'e', is: 'ade' },
  { name: 'from nowhere, it is a press', ids: [], anchor: null, id: 'c', is: 'c' },
  { name: 'from a row that has left the list, it is a press', ids: [], anchor: 'gone', id: 'c', is: 'c' },
];
for (const { name, ids, anchor, id, is } of ranges) {
  test(`a range ${name}`, () => expect(after(ids, anchor, id, true)).toBe(is));
}
