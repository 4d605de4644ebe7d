import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  containsLabels,
  isConfidential,
  isLessTrusted,
  joinLabels,
  type Labels,
  labelsOfCall,
  labelsOfChild,
  NO_LABELS,
} from './labels';
import { SENSITIVITIES } from './sensitivity';
import { ZONES, type Zone } from './system';

const names = fc.uniqueArray(fc.constantFrom('crm', 'erp', 'mail', 'web')).map((list) => list.sort());
const someLabels: fc.Arbitrary<Labels> = fc.record({
  sensitivity: fc.constantFrom(...SENSITIVITIES),
  untrusted: fc.boolean(),
  systems: names,
  agents: names,
});
const RUNS = { numRuns: 3000 };

test('joining is idempotent, commutative and associative, and begins with nothing', () => {
  fc.assert(
    fc.property(someLabels, someLabels, someLabels, (a, b, c) => {
      expect(joinLabels(a, a)).toEqual(a);
      expect(joinLabels(a, b)).toEqual(joinLabels(b, a));
      expect(joinLabels(joinLabels(a, b), c)).toEqual(joinLabels(a, joinLabels(b, c)));
      expect(joinLabels(NO_LABELS, a)).toEqual(a);
    }),
    RUNS,
  );
});

test('INVARIANT (labels-only-grow): a join contains both, and is the least that does', () => {
  fc.assert(
    fc.property(someLabels, someLabels, someLabels, (a, b, other) => {
      const both = joinLabels(a, b);
      expect(containsLabels(both, a) && containsLabels(both, b)).toBe(true);
      if (containsLabels(other, a) && containsLabels(other, b))
        expect(containsLabels(other, both)).toBe(true);
    }),
    RUNS,
  );
});

test('containing is an order', () => {
  fc.assert(
    fc.property(someLabels, someLabels, someLabels, (a, b, c) => {
      expect(containsLabels(a, a)).toBe(true);
      if (containsLabels(a, b) && containsLabels(b, a)) expect(a).toEqual(b);
      if (containsLabels(a, b) && containsLabels(b, c)) expect(containsLabels(a, c)).toBe(true);
    }),
    RUNS,
  );
});

test('where nothing is added the labels stay the very same', () => {
  const labels: Labels = { ...NO_LABELS, sensitivity: 'confidential', systems: ['crm'], agents: ['bot'] };
  const tool = { systemId: 'crm', sensitivity: 'internal' as const, returnsUntrusted: false };
  expect(joinLabels(labels, labelsOfCall(tool, 'bot'))).toBe(labels);
  expect(joinLabels(labels, labelsOfCall({ ...tool, returnsUntrusted: true }, 'bot')).untrusted).toBe(true);
});

test('a child begins with all that its parent has touched', () => {
  fc.assert(fc.property(someLabels, (parent) => containsLabels(labelsOfChild(parent), parent)));
});

test('confidential and restricted data count as confidential', () => {
  const found = SENSITIVITIES.filter((sensitivity) => isConfidential({ ...NO_LABELS, sensitivity }));
  expect(found).toEqual(['confidential', 'restricted']);
});

const zones: Record<string, Zone> = { own: 'internal', allied: 'partner', foreign: 'external' };
const from = (...systems: string[]): Labels => ({ ...NO_LABELS, systems });
const outwards = [
  { name: 'nothing was touched', labels: from(), further: ['partner', 'external'] },
  { name: 'it comes from inside', labels: from('own'), further: ['partner', 'external'] },
  { name: 'it comes from a partner', labels: from('allied'), further: ['external'] },
  { name: 'it comes from outside', labels: from('foreign'), further: [] },
  { name: 'some of it comes from inside', labels: from('foreign', 'own'), further: ['partner', 'external'] },
  { name: 'nobody knows any more', labels: from('gone', 'foreign'), further: ['partner', 'external'] },
];
for (const { name, labels, further } of outwards) {
  test(`further out, where ${name}: ${further.join(', ') || 'nowhere'}`, () => {
    expect(ZONES.filter((zone) => isLessTrusted(zone, labels, (id) => zones[id] ?? null))).toEqual(further);
  });
}
