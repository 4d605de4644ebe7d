import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FreshDatabase, freshDatabase } from '@/tests/setup/database';
import { type Cast, makeWorld, sql } from '@/tests/support/world';
import { BatchBuilder } from './batch';
import type { AskedCall, Caller } from './call';
import { DatabaseClock } from './clock';
import { FactStore } from './fact-store';
import { Writer } from './writer';

let database: FreshDatabase;
let pool: pg.Pool;
let writer: Writer;
beforeAll(async () => {
  database = await freshDatabase();
  pool = new pg.Pool({ connectionString: database.url, max: 2 });
  writer = new Writer(database.url, false);
});
afterAll(async () => {
  await writer.close();
  await pool.end();
  await database.drop();
});

const callOf = (cast: Cast, callId: string): AskedCall => ({
  agentId: cast.agent,
  taskId: cast.task,
  toolId: cast.tool,
  action: 'tools/call',
  resource: null,
  arguments: { q: 'acme' },
  argumentsText: '{"q":"acme"}',
  callId,
  acceptsModify: false,
  approvalId: null,
  reads: [],
  requestId: '',
});

// INVARIANT (next-decision): what is built on a batch that was refused is refused with it. Whatever was taken
// away meanwhile has moved the task's version as well, and must not be taken for the batch.
test('a batch that follows a refused one is refused too, however far the version was moved meanwhile', async () => {
  const [cast] = (await makeWorld(database.url, { casts: 1, uses: 5 })) as [Cast];
  const caller: Caller = {
    kind: 'api_key',
    id: 'key',
    name: 'Key',
    keyHash: '',
    systemIds: [],
    agentIds: [],
  };
  const store = new FactStore(pool);
  const clock = new DatabaseClock();
  const config = await store.refreshConfig();
  await store.read([cast.agent], [cast.task], clock);
  const build = (callId: string) => {
    const builder = new BatchBuilder(store, config, clock.nowMs());
    expect(builder.add(callOf(cast, callId), caller, new Set())).toMatchObject({
      verdict: { outcome: 'allow' },
    });
    return builder.build();
  };
  const first = build('c-1');
  await sql(database.url, 'UPDATE grants SET revoked_at = clock_timestamp() WHERE id = $1', [cast.grant]);
  const second = build('c-2');
  const recorded = await Promise.all([writer.record(first), writer.record(second)]);
  expect(recorded.map(({ refused }) => refused)).toEqual([[cast.agent], [cast.agent]]);
  expect(await sql(database.url, 'SELECT 1 FROM decisions WHERE task_id = $1', [cast.task])).toEqual([]);
});
