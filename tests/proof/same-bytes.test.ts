import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FreshDatabase, freshDatabase } from '@/tests/setup/database';
import { type Instance, startInstance } from '@/tests/support/instance';
import { sameBytesFaults } from '@/tests/support/record-faults';
import { type Cast, makeWorld, sql } from '@/tests/support/world';

let database: FreshDatabase;
let instance: Instance;
let casts: Cast[];
beforeAll(async () => {
  database = await freshDatabase();
  casts = await makeWorld(database.url, { casts: 20 });
  // Any arguments fit.
  await sql(database.url, 'UPDATE tools SET input_schema = NULL');
  instance = await startInstance({ databaseUrl: database.url });
});
afterAll(async () => {
  await instance?.kill();
  await database?.drop();
});

/** Any JSON object that can be recorded: whole characters, no NUL. */
const text = fc.string({ unit: 'grapheme' }).filter((one) => !one.includes('\u0000') && one.isWellFormed());
const anyArguments = fc.dictionary(
  text,
  fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      text,
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(text, tie('value'), { maxKeys: 4 }),
    ),
  })).value,
  { maxKeys: 6 },
);

test('whatever the arguments are, they are decided, digested and recorded in one canonical form', async () => {
  const seed = Number(process.env.CORDON_TEST_SEED ?? Date.now() % 1_000_000);
  const samples = fc.sample(anyArguments, { numRuns: 300, seed }) as Record<string, unknown>[];
  const distinct = new Set(samples.map((one) => JSON.stringify(one))).size;
  expect(distinct).toBeGreaterThan(150);
  expect(await sameBytesFaults(database.url, instance, casts, samples), `seed ${seed}`).toEqual([]);
});
