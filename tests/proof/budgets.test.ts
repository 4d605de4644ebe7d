import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FreshDatabase, freshDatabase } from '@/tests/setup/database';
import { sharedVelocityFaults, usesFaults, velocityFaults, type Way } from '@/tests/support/budget-faults';
import { type Instance, startInstance } from '@/tests/support/instance';

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

const ways: Way[] = ['all at once', 'all at once on one instance', 'in turns', 'in one request'];
for (const way of ways) {
  test(`fifty calls ${way} spend a grant of five uses exactly five times`, async () => {
    expect(await usesFaults(database.url, instances, { casts: 6, uses: 5, calls: 50, way })).toEqual([]);
  });
}

test('a task’s budget of calls a minute is exact over two instances', async () => {
  expect(await velocityFaults(database.url, instances, { perTask: 20, perAgent: 1000, calls: 60 })).toEqual(
    [],
  );
});

test('an agent’s budget of calls a minute is exact over two tasks on two instances', async () => {
  expect(await velocityFaults(database.url, instances, { perTask: 1000, perAgent: 25, calls: 60 })).toEqual(
    [],
  );
});

test('an agent’s budget of calls a minute is exact although neither instance knows of the other’s calls', async () => {
  expect(await sharedVelocityFaults(database.url, instances)).toEqual([]);
});
