import { expect, test } from 'vitest';
import { type Ask, type Event, type RecordedDecision, violations } from './history';

const ask = (calledAt: number, isAllow: boolean, more: Partial<Ask> = {}): Ask => ({
  op: 'ask',
  key: 'k',
  instance: 'a',
  calledAt,
  returnedAt: calledAt + 1,
  isAllow,
  decisionId: isAllow ? `dec_${calledAt}` : null,
  digest: 'd',
  ...more,
});
const takenAway = (calledAt: number, returnedAt: number, isAcknowledged = true): Event => ({
  op: 'take-away',
  key: 'k',
  calledAt,
  returnedAt,
  isAcknowledged,
});
const rules = (history: Event[], recorded: RecordedDecision[] | null = null, uses?: Map<string, number>) =>
  violations(history, recorded, uses).map(({ rule }) => rule);

test('allowed before, refused after: nothing to say', () => {
  expect(rules([ask(0, true), takenAway(10, 12), ask(13, false)])).toEqual([]);
});
test('what overlaps a taking-away may go either way', () => {
  expect(rules([takenAway(10, 20), ask(11, true), ask(12, false, { returnedAt: 25 })])).toEqual([]);
});
test('R1: an allow that started after the acknowledgement', () => {
  expect(rules([takenAway(10, 12), ask(13, true)])).toEqual(['R1']);
});
test('R2: an allow after somebody was refused, although the taking-away has not returned', () => {
  expect(rules([takenAway(10, 50), ask(11, false), ask(20, true)])).toEqual(['R2']);
});
test('R2 binds for a taking-away that timed out', () => {
  expect(rules([takenAway(10, 12, false), ask(11, false), ask(20, true)])).toEqual(['R2']);
  expect(rules([takenAway(10, 12, false), ask(20, true)])).toEqual([]);
});
test('a refusal from before the taking-away is no death', () => {
  expect(rules([ask(0, false), ask(5, true), takenAway(10, 12)])).toEqual([]);
});
test('R5: an allow that is not in the record, or stands there otherwise', () => {
  const row = { id: 'dec_0', digest: 'd', isAllow: true };
  expect(rules([ask(0, true)], [row])).toEqual([]);
  expect(rules([ask(0, true)], [])).toEqual(['R5']);
  expect(rules([ask(0, true)], [{ ...row, digest: 'other' }])).toEqual(['R5']);
  expect(rules([ask(0, true)], [{ ...row, isAllow: false }])).toEqual(['R5']);
});
test('R6: allowed more often than there are uses', () => {
  expect(rules([ask(0, true), ask(2, true)], null, new Map([['k', 2]]))).toEqual([]);
  expect(rules([ask(0, true), ask(2, true)], null, new Map([['k', 1]]))).toEqual(['R6']);
});
