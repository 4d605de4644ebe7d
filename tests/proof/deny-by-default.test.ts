import { expect, test } from 'vitest';
import { decide } from '@/lib/domain/decide';
import { throwingFactsFaults } from '@/tests/support/throwing-facts';

test('a fact that cannot be read never leads to an allow, and never to an exception', () => {
  const { tried, faults } = throwingFactsFaults(decide);
  expect(faults).toEqual([]);
  expect(tried).toBeGreaterThan(80);
});
