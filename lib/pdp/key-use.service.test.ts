import pg from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { verifyDatabase } from '@/lib/ledger/verify-database';
import { type FreshDatabase, freshDatabase } from '@/tests/setup/database';
import { type Cast, makeWorld, sql } from '@/tests/support/world';
import type { AskedCall } from './call';
import { identify } from './identify';
import { openRuntime, type Runtime } from './runtime';

let database: FreshDatabase;
let instances: Runtime[];
let cast: Cast;
beforeAll(async () => {
  database = await freshDatabase();
  [cast] = (await makeWorld(database.url, { casts: 1 })) as [Cast];
  const open = () => openRuntime({ databaseUrl: database.url, publicUrl: 'http://test' });
  instances = await Promise.all([open(), open()]);
});
afterAll(async () => {
  await Promise.all(instances.map((one) => one.close()));
  await database.drop();
});

let calls = 0;
async function ask({ evaluator }: Runtime): Promise<string> {
  calls += 1;
  const call: AskedCall = {
    agentId: cast.agent,
    taskId: cast.task,
    toolId: cast.tool,
    action: 'tools/call',
    resource: null,
    arguments: { q: 'acme' },
    argumentsText: '{"q":"acme"}',
    callId: `c-${calls}`,
    acceptsModify: false,
    approvalId: null,
    reads: [],
    requestId: '',
  };
  const evaluated = await evaluator.evaluate(call, await identify(evaluator, `Bearer ${cast.key}`));
  return evaluated.kind === 'decided' ? evaluated.decided.verdict.outcome : evaluated.kind;
}
const one = async (text: string) => (await sql(database.url, text))[0] ?? {};
const lastUse = () => one('SELECT last_used_at::text AS at FROM api_key_uses');

test('the use of a key is noted beside the decisions, by any instance, at most once a minute each', async () => {
  const before = await one('SELECT version, keys FROM config_live');
  for (const instance of [...instances, ...instances]) expect(await ask(instance)).toBe('allow');
  await vi.waitFor(async () => expect((await lastUse()).at).toBeDefined());
  const noted = await lastUse();
  for (const instance of instances) expect(await ask(instance)).toBe('allow');
  expect(await lastUse()).toEqual(noted);
  // Nothing that decisions are built on has moved, and the ledger is what was answered.
  expect(await one('SELECT version, keys FROM config_live')).toEqual(before);
  expect(await verifyDatabase(database.url)).toMatchObject({ ok: true, counts: { decisions: calls } });
});

test('a use that cannot be noted keeps no decision waiting', async () => {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query('BEGIN; LOCK TABLE api_key_uses IN ACCESS EXCLUSIVE MODE');
  const fresh = await openRuntime({ databaseUrl: database.url, publicUrl: 'http://test' });
  try {
    expect(await ask(fresh)).toBe('allow');
  } finally {
    await client.query('ROLLBACK');
    await client.end();
    await fresh.close();
  }
});
