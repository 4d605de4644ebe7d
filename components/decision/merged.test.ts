import { expect, test } from 'vitest';
import type { DecisionSummary } from '@/lib/contract/decision';
import { fitsFilter } from './decision-filter';
import { merged } from './merged';

const decision = (id: string, second: number, more: Partial<DecisionSummary> = {}): DecisionSummary => ({
  id,
  at: new Date(Date.UTC(2026, 0, 1, 0, 0, second)),
  agent: 'invoice-bot',
  task: 'tsk_1',
  purpose: null,
  tool: 'crm/contacts.search',
  actionClass: 'read',
  outcome: 'allow',
  reason: 'granted',
  demo: false,
  ...more,
});

test('what was told and what was read is one list, each decision once, newest first', () => {
  const told = [decision('c', 3), decision('b', 2)];
  const read = [decision('b', 2), decision('a', 1)];
  expect(merged(told, read).map(({ id }) => id)).toEqual(['c', 'b', 'a']);
});

const one = decision('dec_1', 5);
const filters = [
  { filter: {}, fits: true },
  { filter: { outcome: 'deny,allow' }, fits: true },
  { filter: { outcome: 'deny' }, fits: false },
  { filter: { q: 'crm/cont' }, fits: true },
  { filter: { q: 'contacts' }, fits: false },
  { filter: { q: 'dec_1' }, fits: true },
  { filter: { from: '2026-01-01T00:00:05Z' }, fits: true },
  { filter: { to: '2026-01-01T00:00:05Z' }, fits: false },
  { filter: { task: 'tsk_2' }, fits: false },
];

for (const { filter, fits } of filters) {
  test(`${JSON.stringify(filter)} ${fits ? 'takes' : 'leaves'} it`, () => {
    expect(fitsFilter(one, filter)).toBe(fits);
  });
}
