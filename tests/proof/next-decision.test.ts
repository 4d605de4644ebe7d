import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FreshDatabase, freshDatabase } from '@/tests/setup/database';
import { violations } from '@/tests/support/history';
import { type Instance, startInstance } from '@/tests/support/instance';
import { KINDS, playRounds, randomFrom, recordedDecisions } from '@/tests/support/take-away';

const ROUNDS_PER_KIND = 105;
/** Half a minute of work, and several minutes where each commit waits for a slow disk. */
const PATIENCE_MS = 1_200_000;

let database: FreshDatabase;
let instances: Instance[] = [];
beforeAll(async () => {
  database = await freshDatabase();
  instances = await Promise.all([0, 1].map(() => startInstance({ databaseUrl: database.url })));
});
afterAll(async () => {
  await Promise.all(instances.map((one) => one.kill()));
  await database?.drop();
});

test(
  `after any of ${KINDS.length} kinds of taking away has returned, no instance allows by it`,
  async () => {
    const seed = Number(process.env.CORDON_TEST_SEED ?? Date.now() % 1_000_000);
    const begun = performance.now();
    const { history, void: lost } = await playRounds({
      url: database.url,
      instances,
      kinds: KINDS,
      roundsPerKind: ROUNDS_PER_KIND,
      random: randomFrom(seed),
    });
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    const taken = history.filter(({ op }) => op === 'take-away').length;
    console.log(`${taken} rounds, ${history.length - taken} questions in ${seconds} s, seed ${seed}`);
    expect(lost).toEqual([]);
    expect(taken).toBe(KINDS.length * ROUNDS_PER_KIND);
    expect(taken).toBeGreaterThanOrEqual(2000);
    expect(violations(history, await recordedDecisions(database.url)), `seed ${seed}`).toEqual([]);
  },
  PATIENCE_MS,
);
