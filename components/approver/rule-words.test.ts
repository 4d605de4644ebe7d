import { expect, test } from 'vitest';
import { moveRule, ruleWords } from './rule-words';

test.each([
  [{ system: null, tiers: [], actionClasses: [] }, 'Every call'],
  [{ system: 'crm', tiers: [], actionClasses: [] }, 'Every call in crm'],
  [
    { system: 'crm', tiers: ['high', 'critical'], actionClasses: ['delete', 'send', 'write'] },
    'Delete, send or write calls of high or critical agents in crm',
  ],
  [{ system: null, tiers: ['low'], actionClasses: ['read'] }, 'Read calls of low agents'],
] as const)('%j', (conditions, words) => {
  expect(
    ruleWords({ ...conditions, tiers: [...conditions.tiers], actionClasses: [...conditions.actionClasses] }),
  ).toBe(words);
});

test('a rule moves by one, and not beyond the list', () => {
  expect(moveRule(['a', 'b', 'c'], 0, 1)).toEqual(['b', 'a', 'c']);
  expect(moveRule(['a', 'b', 'c'], 2, -1)).toEqual(['a', 'c', 'b']);
  expect(moveRule(['a', 'b'], 0, -1)).toEqual(['a', 'b']);
  expect(moveRule(['a', 'b'], 1, 1)).toEqual(['a', 'b']);
});
