import { expect, test } from 'vitest';
import { cedar } from '@/lib/cedar/engine';
import { compareWithCedar } from '@/lib/cedar/oracle.fixture';
import { shippedPolicies } from '@/lib/cedar/shipped.fixture';

test('compiled guardrails say what Cedar says, of 100,000 random requests', async () => {
  const size = { seed: 20261124, sets: 100, policies: 8, requests: 1000 };
  const { faults, ...seen } = compareWithCedar(await cedar(), await shippedPolicies(), size);
  expect(faults.slice(0, 5)).toEqual([]);
  // They apply, do not apply, and fail often enough to mean something.
  expect(seen.requests).toBe(100_000);
  expect(seen.satisfied).toBeGreaterThan(100_000);
  expect(seen.failed).toBeGreaterThan(20_000);
}, 600_000);
