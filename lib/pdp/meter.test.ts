import { expect, test } from 'vitest';
import { BUCKETS, Meter } from './meter';

test('counts each answer once, in the bucket whose end it does not pass', () => {
  const meter = new Meter();
  for (const ms of [0, 1, 1.01, 2500, 2501, 60_000]) meter.note('allow', ms);
  meter.note('failed', 5);
  expect(meter.outcomes).toMatchObject({ allow: 6, failed: 1, deny: 0 });
  expect(meter.counts).toEqual([2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1, 2]);
  expect(meter.counts).toHaveLength(BUCKETS.length + 1);
  expect(meter.seconds).toBeCloseTo(65.008, 3);
});
