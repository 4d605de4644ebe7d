import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FreshDatabase, freshDatabase } from '@/tests/setup/database';
import { type Instance, startInstance } from '@/tests/support/instance';
import { overload } from '@/tests/support/overload';
import { type Cast, makeWorld } from '@/tests/support/world';

let database: FreshDatabase;
let instance: Instance;
let casts: Cast[];
beforeAll(async () => {
  database = await freshDatabase();
  casts = await makeWorld(database.url, { casts: 50 });
  instance = await startInstance({ databaseUrl: database.url });
});
afterAll(async () => {
  await instance?.kill();
  await database?.drop();
});

test('more calls than may wait are shed at once, the others are answered, and then all is as before', async () => {
  const { shed, waited, recovered } = await overload(database.url, instance, casts);
  expect(shed.length).toBeGreaterThan(0);
  for (const { status, headers, text } of shed) {
    expect([status, headers['retry-after'] !== undefined]).toEqual([503, true]);
    expect(text).not.toContain('"decision":true');
  }
  // 40 requests of 100 calls fit among those that may wait.
  expect(shed.length + waited.length).toBe(60);
  expect(waited.length).toBeGreaterThanOrEqual(30);
  // 0 would be no answer at all, within fifteen seconds.
  for (const { status } of waited) expect([200, 503]).toContain(status);
  expect(recovered).toBe(true);
});
