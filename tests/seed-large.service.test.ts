import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkpointFile } from '@/lib/ledger/checkpoint-file';
import { verifyDatabase } from '@/lib/ledger/verify-database';
import { Dice } from '@/prisma/large/dice';
import { planInventory } from '@/prisma/large/inventory';
import { InUseError, type SeedOptions, seedLarge } from '@/prisma/large/seed';
import { sizeAt } from '@/prisma/large/size';
import { planWork } from '@/prisma/large/work';
import { type FreshDatabase, freshDatabase } from './setup/database';

const dataDir = mkdtempSync(path.join(os.tmpdir(), 'cordon-seed-large-'));
let database: FreshDatabase;
let client: pg.Client;

const seed = (wish: Partial<SeedOptions> = {}) =>
  seedLarge({
    databaseUrl: database.url,
    dataDir,
    sharedSecret: null,
    scale: 0.002,
    seed: 7,
    isSure: false,
    say: () => {},
    ...wish,
  });

async function one<T>(sql: string): Promise<T> {
  const { rows } = await client.query<{ value: T }>(sql);
  return rows[0]?.value as T;
}

beforeAll(async () => {
  database = await freshDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.drop();
  rmSync(dataDir, { recursive: true, force: true });
});

test('an installation in which somebody works is left alone, unless it is said that one is sure', async () => {
  await client.query(
    `INSERT INTO users (id, email, name, roles) VALUES ('usr_1', 'a@example.org', 'A', '{admin}')`,
  );
  await client.query(
    `INSERT INTO agents (id, name, purpose, owner_id, risk_tier, autonomy, environment)
     VALUES ('bot', 'Bot', 'Works', 'usr_1', 'low', 'assisted', 'test')`,
  );
  await expect(seed()).rejects.toThrow(InUseError);
  expect(await one<string>('SELECT count(*) AS value FROM users')).toBe('1');
});

test('what is written is as much as asked, verifies, and holds what real use would have left', async () => {
  const size = sizeAt(0.002);
  const written = await seed({ isSure: true });
  expect(written.decisions).toBe(size.decisions);
  const found = await verifyDatabase(database.url, { checkpointsFile: checkpointFile(dataDir) });
  expect(found).toMatchObject({ ok: true, problems: [], unsealed: { decisions: 0, auditEvents: 0 } });
  expect(found.counts.decisions).toBe(size.decisions);
  for (const [table, expected] of [
    ['agents', size.agents + 1],
    ['tools', size.tools],
    ['systems', size.systems],
    ['entitlements', size.entitlements],
    ['tasks', written.tasks],
    ['task_live', written.tasks],
    ['grants', written.grants],
    ['agent_calls', size.agents + 1],
  ] as const) {
    expect(Number(await one(`SELECT count(*) AS value FROM ${table}`)), table).toBe(expected);
  }
  // Each outcome that a caller can get is there, and nothing was let through by what had ended.
  expect(Object.values(written.outcomes).every((count) => count > 0)).toBe(true);
  expect(await one(`SELECT count(*) AS value FROM decisions_other`)).toBe('0');
  expect(await one(`SELECT count(*) AS value FROM tasks WHERE state = 'running'`)).not.toBe('0');
  expect(
    await one(
      `SELECT count(*) AS value FROM grants g JOIN tasks t ON t.id = g.task_id
        WHERE t.ended_at IS NOT NULL AND g.revoked_at IS NULL AND g.ends_at > t.ended_at`,
    ),
  ).toBe('0');
  await expect(seed({ isSure: true })).rejects.toThrow('already');
});

test('the same number makes the same inventory and the same work', () => {
  const now = new Date('2026-11-24T09:00:00Z');
  const plan = (number: number) => {
    const dice = new Dice(number);
    const inventory = planInventory(dice, sizeAt(0.002), now);
    return JSON.stringify([
      inventory.agents,
      inventory.tools,
      [...planWork(dice, inventory, 200, now)].map(({ id, calls }) => [id, calls]),
    ]);
  };
  expect(plan(7)).toBe(plan(7));
  expect(plan(7)).not.toBe(plan(8));
});
