import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FreshDatabase, freshDatabase } from '@/tests/setup/database';
import { breakerFaults } from '@/tests/support/breaker-faults';
import { type Instance, startInstance } from '@/tests/support/instance';
import { type Cast, makeWorld } from '@/tests/support/world';

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

test('an agent that is denied again and again over two instances is quarantined once, and nobody else is', async () => {
  const casts = await makeWorld(database.url, { casts: 4 });
  const faults = await breakerFaults(
    database.url,
    instances as [Instance, Instance],
    casts as [Cast, Cast, Cast, Cast],
  );
  expect(faults).toEqual([]);
});
