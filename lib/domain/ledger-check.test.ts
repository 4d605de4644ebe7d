import { expect, test } from 'vitest';
import { brokenAfter } from './ledger-check';

const part = (from: number | null, upTo: number | null, ok = true) => ({ from, upTo, ok });

test('what is found broken is known from then on', () => {
  const bad = part(2, 5, false);
  expect(brokenAfter(null, bad)).toBe(bad);
  expect(brokenAfter(part(1, 9, false), bad)).toBe(bad);
});

const sound = [
  { name: 'everything', checked: part(null, null), clears: true },
  { name: 'the same part', checked: part(2, 5), clears: true },
  { name: 'more', checked: part(1, null), clears: true },
  { name: 'what begins later', checked: part(3, null), clears: false },
  { name: 'what ends earlier', checked: part(null, 4), clears: false },
  { name: 'another part', checked: part(6, 9), clears: false },
];
for (const { name, checked, clears } of sound) {
  test(`that ${name} is sound ${clears ? 'takes back' : 'does not take back'} what was found`, () => {
    const known = part(2, 5, false);
    expect(brokenAfter(known, checked)).toBe(clears ? null : known);
  });
}

test('a part with an end never takes back what was found in an open one', () => {
  const known = part(null, null, false);
  expect(brokenAfter(known, part(null, 99))).toBe(known);
  expect(brokenAfter(known, part(0, null))).toBe(known);
});

test('where nothing was broken nothing is', () => {
  expect(brokenAfter(null, part(null, null))).toBeNull();
});
