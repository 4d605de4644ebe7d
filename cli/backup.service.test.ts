import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { blankDatabase, type FreshDatabase, freshDatabase } from '@/tests/setup/database';
import { backup } from './backup';
import { checkBackup } from './backup-file';
import { restore } from './restore';

let source: FreshDatabase;
let folder: string;
let file: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'cordon-backup-'));
  file = path.join(folder, 'backup.gz');
  source = await freshDatabase();
  await fill(source.url);
  await backup(source.url, file);
});
afterAll(async () => {
  await source.drop();
  rmSync(folder, { recursive: true });
});

async function query<T extends pg.QueryResultRow>(
  url: string,
  sql: string,
  values: unknown[] = [],
): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(sql, values)).rows;
  } finally {
    await client.end();
  }
}

/** Rows of every awkward kind: quotes, unicode, arrays, nulls, a parent task behind its child, old months. */
async function fill(url: string): Promise<void> {
  await query(
    url,
    `INSERT INTO users (id, email, name, roles) VALUES
       ('usr_1', 'ann@example.com', E'Ann "The \\\\ Owner", née 李\\n', '{admin,approver}'),
       ('usr_2', 'bo@example.com', '', '{}');
     INSERT INTO agents (id, name, purpose, owner_id, risk_tier, autonomy, environment, state)
       VALUES ('invoice-bot', 'Invoices', '{"not": "json"}', 'usr_1', 'high', 'supervised', 'production', 'active'),
              ('reader-bot', 'Reader', '', 'usr_1', 'low', 'supervised', 'production', 'active');
     INSERT INTO tasks (id, agent_id, purpose, state, started_at, ends_at, ended_at, parent_task_id, opened_by)
       VALUES ('tsk_b', 'invoice-bot', 'parent', 'running', now(), now() + interval '1 hour', NULL, NULL, 'usr_1'),
              ('tsk_a', 'reader-bot', 'child', 'completed', now(), now() + interval '1 hour', now(), 'tsk_b', 'usr_1');
     INSERT INTO sign_in_failures (key) SELECT 'k' FROM generate_series(1, 5);
     SELECT ensure_decision_partitions('2026-01-15Z', 0);
     INSERT INTO decisions (id, at, writer, seq, agent_id, tool_id, outcome, reason, record, hash)
       SELECT 'dec_' || ulid_time('2026-01-20Z'::timestamptz + n * interval '1 day') || lpad(n::text, 16, '0'),
              '2026-01-20Z'::timestamptz + n * interval '1 day', 'w1', n, 'invoice-bot', 'crm/read', 'deny', 'stopped',
              '{"n":' || n || ',"text":"ü' || chr(9) || '"}', sha256(n::text::bytea)
         FROM generate_series(1, 2500) n WHERE n <= 300 OR n > 2490;
     INSERT INTO audit_events (id, at, event, actor_kind, actor_id, subject_kind, subject_id, record)
       SELECT 'aud_' || n, now(), 'agent.activated', 'user', 'usr_1', 'agent', 'invoice-bot', '{"n":' || n || '}'
         FROM generate_series(1, 20) n`,
  );
}

const DIGEST = `
  SELECT (SELECT string_agg(seq || ':' || event_id || ':' || encode(hash, 'hex'), ',' ORDER BY seq) FROM audit_links) AS chain,
         (SELECT encode(sha256(string_agg(d::text, '|' ORDER BY id)::bytea), 'hex') FROM decisions d) AS decisions,
         (SELECT string_agg(u::text, '|' ORDER BY id) FROM users u) AS users,
         (SELECT string_agg(t::text, '|' ORDER BY task_id) FROM task_live t) AS live,
         (SELECT config_live::text FROM config_live) AS config,
         (SELECT string_agg(DISTINCT tableoid::regclass::text, ',') FROM decisions) AS partitions,
         (SELECT string_agg(tgrelid::regclass || '.' || tgname || tgenabled::text, ',' ORDER BY tgrelid::regclass::text, tgname)
            FROM pg_trigger WHERE NOT tgisinternal) AS triggers,
         (SELECT string_agg(conname || condeferrable || condeferred || convalidated, ',' ORDER BY conname)
            FROM pg_constraint WHERE contype = 'f') AS keys`;

test('a restored database is what was backed up, byte for byte', async () => {
  const target = await blankDatabase();
  try {
    const { rows } = await restore(target.url, file, await checkBackup(file));
    expect(rows).toBeGreaterThan(350);
    expect(await query(target.url, DIGEST)).toEqual(await query(source.url, DIGEST));
  } finally {
    await target.drop();
  }
});

test('the restored database goes on where the other one stood', async () => {
  const target = await freshDatabase();
  try {
    await restore(target.url, file, await checkBackup(file));
    const [next] = await query(
      target.url,
      `INSERT INTO sign_in_failures (key) VALUES ('k') RETURNING id::int`,
    );
    expect(next).toEqual({ id: 6 });
    await query(
      target.url,
      `INSERT INTO audit_events (id, at, event, actor_kind, actor_id, subject_kind, subject_id, record)
         VALUES ('aud_next', now(), 'agent.retired', 'user', 'usr_1', 'agent', 'invoice-bot', '{}')`,
    );
    expect(await query(target.url, 'SELECT max(seq)::int AS seq FROM audit_links')).toEqual([{ seq: 21 }]);
    await expect(query(target.url, `DELETE FROM decisions`)).rejects.toThrow('append-only');
  } finally {
    await target.drop();
  }
});

test('a database that is in use is never mixed with a backup', async () => {
  const checked = await checkBackup(file);
  await expect(restore(source.url, file, checked)).rejects.toThrow('users has rows');
});

test('refused while Cordon is running on the database', async () => {
  const target = await freshDatabase();
  const server = new pg.Client({ connectionString: target.url, application_name: 'cordon-facts' });
  await server.connect();
  try {
    await expect(restore(target.url, file, await checkBackup(file))).rejects.toThrow('Cordon is running');
  } finally {
    await server.end();
    await target.drop();
  }
});

test('a backup is for its owner only, and nothing half written stays beside it', () => {
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
});

const damages: { name: string; damage: (lines: string[]) => string[]; says: string }[] = [
  {
    name: 'a row was edited',
    damage: (l) => l.map((x) => x.replace('Invoices', 'Invoiced')),
    says: 'in table agents',
  },
  {
    name: 'a row is missing',
    damage: (l) => l.filter((x) => !x.includes('aud_7')),
    says: 'in table audit_events',
  },
  { name: 'the end is missing', damage: (l) => l.slice(0, -2), says: 'cut off' },
  {
    name: 'a whole table is missing',
    damage: (l) => {
      const from = l.findIndex((x) => x.startsWith('{"table":"grants"'));
      const to = l.findIndex((x) => x.startsWith('{"end":"grants"'));
      return l.filter((_, i) => i < from || i > to);
    },
    says: 'is damaged',
  },
];
for (const { name, damage, says } of damages) {
  test(`a backup is refused when ${name}`, async () => {
    const broken = path.join(folder, 'broken.gz');
    const lines = gunzipSync(readFileSync(file)).toString().split('\n');
    writeFileSync(broken, gzipSync(damage(lines).join('\n')));
    await expect(checkBackup(broken)).rejects.toThrow(says);
  });
}

test('a backup is refused when the file was cut off', async () => {
  const broken = path.join(folder, 'cut.gz');
  writeFileSync(broken, readFileSync(file));
  truncateSync(broken, statSync(file).size - 100);
  await expect(checkBackup(broken)).rejects.toThrow(/cut off|damaged/);
});

test('a file that is no backup is named as such', async () => {
  const other = path.join(folder, 'other.txt');
  writeFileSync(other, 'hello');
  await expect(checkBackup(other)).rejects.toThrow(/damaged/);
});
