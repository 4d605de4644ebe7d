import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Batch, emptyBatch } from '@/lib/db/live/record-decisions';
import { decisionId } from '@/lib/domain/id';
import { canonicalJson } from '@/lib/ledger/canonical';
import { verifyDatabase } from '@/lib/ledger/verify-database';
import { type FreshDatabase, freshDatabase } from '@/tests/setup/database';
import { Writer } from './writer';

let database: FreshDatabase;
let writer: Writer;
beforeAll(async () => {
  database = await freshDatabase();
  writer = new Writer(database.url, false);
});
afterAll(async () => {
  await writer.close();
  await database.drop();
});

/** Denials of an agent that nobody knows: no facts, and so nothing that could refuse them. */
async function batchOf(size: number, outcome = 'deny'): Promise<Batch> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const { rows } = await client.query(
    'SELECT version::text AS version, clock_timestamp() AS now FROM config_live',
  );
  await client.end();
  const { version, now } = rows[0] as { version: string; now: Date };
  const batch = emptyBatch(version, Math.floor(now.getTime() / 60_000));
  const { decisions: d } = batch;
  for (let i = 0; i < size; i += 1) {
    const id = decisionId(null, now.getTime(), randomBytes(16));
    const one = {
      id,
      at: now.toISOString(),
      agent: 'nobody "\\"',
      tool: 'files/{read,NULL}',
      outcome,
      reason: 'agent_unknown',
    };
    d.id.push(id);
    d.at.push(one.at);
    d.agent.push(one.agent);
    d.task.push(null);
    d.tool.push(one.tool);
    d.class.push(null);
    d.outcome.push(outcome);
    d.reason.push(one.reason);
    d.record.push(canonicalJson({ ...one, v: 1, task: null, action_class: null }));
    d.until.push(null);
  }
  batch.agents = { id: ['nobody "\\"'], version: [null], calls: [size], limit: [1_000_000] };
  return batch;
}

const problems = async () => (await verifyDatabase(database.url)).problems;

test('batches that are sent without waiting for each other are one whole chain, in their order', async () => {
  const batches = await Promise.all(Array.from({ length: 20 }, () => batchOf(5)));
  const recorded = await Promise.all(batches.map((batch) => writer.record(batch)));
  expect(recorded.map(({ seq }) => seq)).toEqual(batches.map((_, i) => BigInt(5 * (i + 1))));
  expect(await problems()).toEqual([]);
});

test('a batch that the database refuses leaves the chain to the next', async () => {
  const [before, wrong, after] = await Promise.all([batchOf(3), batchOf(3, 'perhaps'), batchOf(3)]);
  const [first, second, third] = await Promise.allSettled(
    [before, wrong, after].map((batch) => writer.record(batch as Batch)),
  );
  expect(second?.status).toBe('rejected');
  if (first?.status !== 'fulfilled' || third?.status !== 'fulfilled') throw new Error('not recorded');
  expect(third.value.seq).toBe(first.value.seq + 3n);
  expect(await problems()).toEqual([]);
});

test('after a break in the connection a new chain begins, also for what was waiting already', async () => {
  await writer.record(await batchOf(1));
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE application_name = 'cordon-decisions' AND datname = current_database()`,
  );
  await client.end();
  const batches = await Promise.all([batchOf(2), batchOf(2), batchOf(2)]);
  const ended = await Promise.allSettled(batches.map((batch) => writer.record(batch)));
  const last = ended[2];
  if (last?.status !== 'fulfilled') throw new Error('the third was not recorded');
  expect(last.value.seq).toBeLessThanOrEqual(6n);
  expect(await problems()).toEqual([]);
});
