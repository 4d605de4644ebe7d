import { expect, test } from 'vitest';
import { SHIPPED_TIERS } from './risk-tier';
import { withCell } from './tier-difference';
import { tierDifferenceWords } from './tier-difference-words';

const { high } = SHIPPED_TIERS;

test('nothing follows from equal rules', () => {
  expect(tierDifferenceWords(high, structuredClone(high))).toEqual([]);
});

test('what people feel is told in words, and cells are counted', () => {
  const one = withCell(
    { ...high, approvals: 3, maxTaskSeconds: 5400, maxGrantSeconds: 10_800 },
    'write',
    'internal',
    'deny',
  );
  const [tasks, grants, approvals, cells, ...rest] = tierDifferenceWords(high, one);
  expect(tasks).toMatch(/^tasks last at most 90 min instead of /);
  expect(grants).toMatch(/^grants last at most 3 h instead of /);
  expect(approvals).toBe('an approval needs so many people: 3 instead of 1');
  expect(cells).toBe('1 cell of the tier matrix answers differently');
  expect(rest).toEqual([]);
  const two = withCell(withCell(high, 'write', 'internal', 'deny'), 'read', 'public', 'deny');
  expect(tierDifferenceWords(high, two)).toEqual(['2 cells of the tier matrix answer differently']);
});
