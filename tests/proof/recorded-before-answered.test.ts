import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyDatabase } from '@/lib/ledger/verify-database';
import { isAllow } from '@/tests/support/client';
import { killUnderLoad } from '@/tests/support/kill-under-load';
import { type OwnPostgres, startOwnPostgres } from '@/tests/support/postgres';

let postgres: OwnPostgres;
beforeAll(async () => {
  postgres = await startOwnPostgres();
});
afterAll(() => postgres?.close());

test('every allow a client holds is recorded with its digest, whatever was killed meanwhile', async () => {
  const victims = ['app', 'postgres', 'app', 'postgres', 'postgres', 'app', 'postgres'] as const;
  const { answered, unrecorded, recoveryMs } = await killUnderLoad(postgres, victims);
  const allows = answered.filter(({ reply }) => isAllow(reply)).length;
  console.log(
    `${allows} allows of ${answered.length} questions; back after ${recoveryMs.map(Math.round).join(', ')} ms`,
  );
  expect(unrecorded).toEqual([]);
  expect(allows).toBeGreaterThan(victims.length * 150);
  // Nor has any crash left a gap in the chain.
  const { ok, first, counts } = await verifyDatabase(postgres.url);
  expect({ ok, first }).toEqual({ ok: true, first: null });
  expect(counts.decisions).toBeGreaterThanOrEqual(allows);
});
