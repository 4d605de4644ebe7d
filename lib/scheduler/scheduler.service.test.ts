import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { CronItem } from 'graphile-worker';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { LedgerMaker } from '@/lib/ledger/made-ledger.fixture';
import { verifyDatabase } from '@/lib/ledger/verify-database';
import { type FreshDatabase, freshDatabase } from '@/tests/setup/database';
import { jobsFor, SCHEDULE } from './jobs';
import { migrateScheduler } from './migrate';
import { startQueue, startScheduler } from './start';
import { tidy } from './tidy';

let database: FreshDatabase;
let client: pg.Client;
let folder: string;
beforeEach(async () => {
  database = await freshDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  folder = mkdtempSync(path.join(os.tmpdir(), 'cordon-scheduler-'));
});
afterEach(async () => {
  await client.end();
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

const countOf = async (sql: string): Promise<number> => Number((await client.query(sql)).rows[0]?.count);
const soon = { timeout: 60_000, interval: 50 };

describe('the scheduler', () => {
  test('is set up by several instances at once, and again at every start', async () => {
    await Promise.all([1, 2, 3].map(() => migrateScheduler(database.url)));
    await migrateScheduler(database.url);
    expect(await countOf('SELECT count(*) FROM graphile_worker.migrations')).toBeGreaterThan(10);
  });

  test('INVARIANT (once-per-slot): two instances that catch up on the same slots do each once', async () => {
    await migrateScheduler(database.url);
    const item: CronItem = {
      task: 'note',
      match: '* * * * *',
      identifier: 'note',
      options: { backfillPeriod: 30 * 60_000 },
    };
    // Both were away for twenty minutes.
    await client.query(
      `INSERT INTO graphile_worker._private_known_crontabs (identifier, known_since, last_execution)
       VALUES ('note', now() - interval '1 day', date_trunc('minute', now()) - interval '20 minutes')`,
    );
    const slots: string[] = [];
    const note = (payload: unknown) => {
      slots.push((payload as { _cron: { ts: string } })._cron.ts);
    };
    const queues = await Promise.all([1, 2].map(() => startQueue(database.url, [item], { note })));
    try {
      await vi.waitFor(() => expect(slots.length).toBeGreaterThanOrEqual(19), soon);
      await vi.waitFor(
        async () => expect(await countOf('SELECT count(*) FROM graphile_worker.jobs')).toBe(0),
        soon,
      );
      expect(new Set(slots).size).toBe(slots.length);
      expect(slots.length).toBeLessThanOrEqual(22);
    } finally {
      await Promise.all(queues.map((queue) => queue.stop()));
    }
  });

  test('two instances write one checkpoint for a slot, as the serving role, and one each at the end', async () => {
    await migrateScheduler(database.url);
    const maker = new LedgerMaker(database.url);
    await maker.decide(LedgerMaker.writer(), 5);
    await maker.close();
    for (let i = 0; i < 2; i += 1) {
      await client.query(`SELECT graphile_worker.add_job('checkpoint', job_key := 'checkpoint')`);
    }
    const instances = await Promise.all(
      ['a', 'b'].map((name) =>
        startScheduler({
          databaseUrl: database.url,
          dataDir: path.join(folder, name),
          secret: null,
          publicUrl: 'http://127.0.0.1',
        }),
      ),
    );
    const written = () => countOf('SELECT count(*) FROM checkpoints');
    try {
      await vi.waitFor(async () => expect(await written()).toBe(1), soon);
      await vi.waitFor(
        async () => expect(await countOf('SELECT count(*) FROM graphile_worker.jobs')).toBe(0),
        soon,
      );
    } finally {
      const before = await written();
      await Promise.all(instances.map((instance) => instance.stop()));
      expect(await written()).toBe(before + 2);
    }
    const verification = await verifyDatabase(database.url);
    expect(verification).toMatchObject({ ok: true, counts: { decisions: 5 }, unsealed: { decisions: 0 } });
    const copies = ['a', 'b'].map((name) => path.join(folder, name, 'checkpoints.ndjson'));
    for (const checkpointsFile of copies) {
      expect((await verifyDatabase(database.url, { checkpointsFile })).problems).toEqual([]);
    }
  });

  test('knows a job for every line of its schedule', () => {
    const jobs = jobsFor({ database: null as never, dataDir: folder, secret: null, publicUrl: '' });
    expect(SCHEDULE.map(({ task }) => task).sort()).toEqual(Object.keys(jobs).sort());
  });

  test('tidies up what has long ended, and nothing else', async () => {
    await client.query(`
      INSERT INTO users (id, email, name, roles) VALUES ('usr_1', 'a@b.c', 'A', '{admin}');
      INSERT INTO sign_in_failures (key, at) VALUES ('k', now() - interval '2 days'), ('k', now());
      INSERT INTO sessions (id, user_id, expires_at, ended_at) VALUES
        ('old', 'usr_1', now() - interval '31 days', NULL), ('ended', 'usr_1', now() + interval '1 day', now() - interval '31 days'),
        ('live', 'usr_1', now() + interval '1 day', NULL), ('fresh', 'usr_1', now() - interval '1 day', NULL);
      INSERT INTO password_links (id, user_id, token_hash, expires_at, used_at) VALUES
        ('old', 'usr_1', 'a', now() - interval '31 days', NULL), ('new', 'usr_1', 'b', now(), NULL);
      INSERT INTO idempotency_keys (actor_id, key, request_digest, status, body, created_at) VALUES
        ('a', 'old', '', 200, '', now() - interval '4 days'), ('a', 'new', '', 200, '', now())`);
    // Of escalations that are not there: what is kept of a callback does not look at them.
    await client.query(`
      ALTER TABLE callback_deliveries DISABLE TRIGGER ALL;
      INSERT INTO callback_deliveries (id, escalation_id, delivered_at, given_up_at) VALUES
        ('told', 'e1', now() - interval '91 days', NULL), ('given-up', 'e2', NULL, now() - interval '91 days'),
        ('fresh', 'e3', now() - interval '89 days', NULL), ('open', 'e4', NULL, NULL);
      ALTER TABLE callback_deliveries ENABLE TRIGGER ALL`);
    const pool = new pg.Pool({ connectionString: database.url, max: 1 });
    await tidy(pool);
    await pool.end();
    const left = async (table: string, column: string) =>
      (await client.query(`SELECT ${column} AS one FROM ${table} ORDER BY 1`)).rows.map(({ one }) => one);
    expect(await left('sessions', 'id')).toEqual(['fresh', 'live']);
    expect(await left('password_links', 'id')).toEqual(['new']);
    expect(await left('idempotency_keys', 'key')).toEqual(['new']);
    expect(await left('sign_in_failures', 'key')).toEqual(['k']);
    expect(await left('callback_deliveries', 'id')).toEqual(['fresh', 'open']);
  });
});
