import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type FreshDatabase, freshDatabase } from '@/tests/setup/database';
import { genesisHash, linkHash } from './chain';
import { checkpointFile } from './checkpoint-file';
import { type CheckpointRecord, checkpointText, parseCheckpoint } from './checkpoint-record';
import { LedgerMaker, type WriterState } from './made-ledger.fixture';
import { LedgerSnapshot, SNAPSHOT_OPTIONS } from './read-database';
import { signDetached, signerFromPem } from './signing';
import type { Verification } from './verification';
import { verifyDatabase, verifySnapshot } from './verify-database';
import { verifyExport } from './verify-export';
import { writeCheckpoint } from './write-checkpoint';
import { writeExport } from './write-export';

const newSigner = () =>
  signerFromPem(
    generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
  );

const dataDir = mkdtempSync(path.join(os.tmpdir(), 'cordon-ledger-'));
const copy = checkpointFile(dataDir);
const signer = newSigner();
const made = { first: LedgerMaker.writer(), second: LedgerMaker.writer(), times: [] as Date[] };
let original: FreshDatabase;

/** Two writers, audit events, reports and three checkpoints; then a few records that are not sealed yet. */
async function makeLedger(url: string): Promise<void> {
  const maker = new LedgerMaker(url);
  try {
    for (let round = 0; round < 3; round += 1) {
      for (let batch = 0; batch < 5; batch += 1) {
        const [one] = await maker.decide(made.first, 12);
        // The second process ends after the first checkpoint.
        if (round === 0) await maker.decide(made.second, 12);
        await maker.audit('task.completed', { kind: 'task', id: `tsk_${round}${batch}` }, { was: 'running' });
        await maker.report(one ?? '');
      }
      made.times.push((await writeCheckpoint(maker.pool, signer, dataDir)).at);
    }
    await maker.decide(made.first, 9);
    await maker.audit('stop.created', { kind: 'stop', id: 'stp_1' });
  } finally {
    await maker.close();
  }
}

beforeAll(async () => {
  original = await freshDatabase();
  await makeLedger(original.url);
});
afterAll(async () => {
  await original.drop();
  rmSync(dataDir, { recursive: true, force: true });
});

type Sql = (text: string, values?: unknown[]) => Promise<pg.QueryResult>;
type Owner = { sql: Sql; verify(checkpointsFile?: string): Promise<Verification> };

/** The database's owner, with every trigger switched off, in a transaction that leaves nothing behind. */
async function asOwner<T>(run: (owner: Owner) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: original.url, options: SNAPSHOT_OPTIONS });
  await client.connect();
  try {
    await client.query('BEGIN');
    await client.query('SET LOCAL session_replication_role = replica');
    return await run({
      sql: (text, values) => client.query(text, values),
      verify: (checkpointsFile) =>
        verifySnapshot(new LedgerSnapshot(client), checkpointsFile === undefined ? {} : { checkpointsFile }),
    });
  } finally {
    await client.end();
  }
}

/** The same on a database of its own, for what must be committed. */
async function onClone(run: (sql: Sql, url: string) => Promise<void>): Promise<void> {
  const admin = new pg.Client({ connectionString: inject('postgres') });
  await admin.connect();
  const name = `tampered_${randomBytes(6).toString('hex')}`;
  const url = new URL(inject('postgres'));
  url.pathname = `/${name}`;
  try {
    await admin.query(`CREATE DATABASE ${name} TEMPLATE ${new URL(original.url).pathname.slice(1)}`);
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    await client.query('SET session_replication_role = replica');
    try {
      await run((text, values) => client.query(text, values), url.href);
    } finally {
      await client.end();
    }
  } finally {
    await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await admin.end();
  }
}

/** The first bad record after a change, without the copy of the checkpoints and with it. */
const firstAfter = (change: (sql: Sql) => Promise<unknown>) =>
  asOwner(async ({ sql, verify }) => {
    await change(sql);
    return { alone: (await verify()).first, withCopy: (await verify(copy)).first };
  });

const decisionAt = async (sql: Sql, writer: string, seq: number): Promise<string> =>
  (await sql('SELECT id FROM decisions WHERE writer = $1 AND seq = $2', [writer, seq])).rows[0]?.id;

describe('a ledger that nobody has touched', () => {
  test('verifies, alone and against the copy, and says how far it is sealed', async () => {
    const found = await verifyDatabase(original.url, { checkpointsFile: copy });
    expect(found.problems).toEqual([]);
    expect(found).toMatchObject({
      ok: true,
      counts: { checkpoints: 3, decisions: 249, chains: 2, auditEvents: 31, outcomeReports: 15 },
      unsealed: { decisions: 9, auditEvents: 1 },
      compared: 3,
      lastCheckpoint: { seq: 3 },
    });
    expect((await verifyDatabase(original.url)).ok).toBe(true);
  });

  test('keeps its copy of the checkpoints to this user alone', () => {
    expect(statSync(copy).mode & 0o777).toBe(0o600);
    expect(readFileSync(copy, 'utf8').trim().split('\n')).toHaveLength(4);
  });
});

type Column = { name: string; type: string };
/** Each table with its key, and where its changes show: a link and its event are found by each other. */
const TABLES = {
  decisions: { key: 'id', blames: ['decisions'] },
  audit_events: { key: 'id', blames: ['audit_events', 'audit_links'] },
  audit_links: { key: 'seq', blames: ['audit_links', 'audit_events'] },
  outcome_reports: { key: 'decision_id', blames: ['outcome_reports'] },
  checkpoints: { key: 'seq', blames: ['checkpoints'] },
} as const;

/** Another value of the same type. */
function flipped({ name, type }: Column): string {
  switch (type) {
    case 'timestamptz':
      return `${name} + interval '1 microsecond'`;
    case 'int8':
      return `${name} + 1000000`;
    case 'bytea':
      return `set_byte(${name}, 31, get_byte(${name}, 31) # 1)`;
    case 'text':
      return `coalesce(${name}, '') || 'x'`;
    default:
      return `(SELECT one FROM unnest(enum_range(NULL::${type})) one WHERE one IS DISTINCT FROM ${name} LIMIT 1)`;
  }
}

describe('INVARIANT (tamper-evident): a changed column is found, and its row is named', () => {
  for (const [table, { key, blames }] of Object.entries(TABLES)) {
    test(`every column of ${table}, in a first, a middle and a last row`, async () => {
      await asOwner(async ({ sql, verify }) => {
        const { rows: columns } = await sql(
          `SELECT column_name AS name, udt_name AS type FROM information_schema.columns
            WHERE table_schema = 'public' AND table_name = $1`,
          [table],
        );
        expect(columns.length).toBeGreaterThan(2);
        const { rows: all } = await sql(
          `SELECT ${key}::text AS id, to_jsonb(t) ->> 'seq' AS seq FROM ${table} t ORDER BY ${key}`,
        );
        for (const { id, seq } of [all[0], all[Math.floor(all.length / 2)], all.at(-1)]) {
          for (const column of columns as Column[]) {
            await sql('SAVEPOINT untouched');
            const { rows: changed } = await sql(
              `UPDATE ${table} SET ${column.name} = ${flipped(column)} WHERE ${key}::text = $1
               RETURNING ${key}::text AS id`,
              [id],
            );
            const { first } = await verify();
            const where = `${table}.${column.name} of ${id}: ${JSON.stringify(first)}`;
            expect(first, where).not.toBeNull();
            expect(blames, where).toContain(first?.table);
            const isNamed =
              [id, changed[0]?.id].includes(first?.id) ||
              first?.what.includes(id) ||
              // What is missing has no id of its own, but a place in its chain.
              (seq !== null && first?.id.endsWith(` ${seq}`));
            expect(isNamed, where).toBe(true);
            await sql('ROLLBACK TO untouched');
          }
        }
        expect((await verify()).problems).toEqual([]);
      });
    }, 120_000);
  }

  for (const { table, key, order, blame } of [
    { table: 'decisions', key: 'id', order: 'writer, seq', blame: 'decisions' },
    { table: 'audit_events', key: 'id', order: 'id', blame: 'audit_links' },
    { table: 'outcome_reports', key: 'decision_id', order: 'decision_id', blame: 'outcome_reports' },
    { table: 'checkpoints', key: 'seq', order: 'seq', blame: 'checkpoints' },
  ]) {
    test(`a value inside a record of ${table} that no column repeats`, async () => {
      await asOwner(async ({ sql, verify }) => {
        const { rows } = await sql(
          `UPDATE ${table} SET record = replace(record, '"v":1', '"v":2')
            WHERE ${key} = (SELECT ${key} FROM ${table} ORDER BY ${order} OFFSET 2 LIMIT 1) RETURNING ${key}::text AS id`,
        );
        const { first } = await verify();
        expect(first?.table).toBe(blame);
        expect(`${first?.id} ${first?.what}`).toContain(rows[0]?.id);
      });
    });
  }

  test('a signing key under another id, or with another key', async () => {
    const { alone } = await firstAfter((sql) => sql(`UPDATE signing_keys SET id = id || 'x'`));
    expect(alone).toMatchObject({ table: 'signing_keys' });
    const other = await firstAfter((sql) =>
      sql('UPDATE signing_keys SET public_jwk = $1', [JSON.stringify(newSigner().publicJwk)]),
    );
    expect(other.alone).toMatchObject({ table: 'signing_keys', id: signer.keyId });
  });
});

describe('INVARIANT (tamper-evident): a chain that lacks, gains or exchanges rows', () => {
  for (const { name, seq } of [
    { name: 'first', seq: 1 },
    { name: 'middle', seq: 77 },
  ]) {
    test(`without its ${name} decision`, async () => {
      const { alone } = await firstAfter((sql) =>
        sql('DELETE FROM decisions WHERE writer = $1 AND seq = $2', [made.first.writer, seq]),
      );
      expect(alone).toMatchObject({ table: 'decisions', id: `${made.first.writer} ${seq}` });
      expect(alone?.what).toContain('missing');
    });
  }

  test('without the decision that a checkpoint sealed as its last', async () => {
    const { alone } = await firstAfter((sql) =>
      sql('DELETE FROM decisions WHERE writer = $1 AND seq = 60', [made.second.writer]),
    );
    expect(alone).toMatchObject({ table: 'decisions', id: `${made.second.writer} 60` });
  });

  test('cut off before a checkpoint', async () => {
    const { alone } = await firstAfter((sql) =>
      sql('DELETE FROM decisions WHERE writer = $1 AND seq > 150', [made.first.writer]),
    );
    expect(alone).toMatchObject({ table: 'decisions', id: `${made.first.writer} 151` });
    expect(alone?.what).toContain('decisions 151 to 180 are missing');
  });

  test('cut off after the last checkpoint: the window that is shown as unsealed', async () => {
    await asOwner(async ({ sql, verify }) => {
      await sql('DELETE FROM decisions WHERE writer = $1 AND seq > 183', [made.first.writer]);
      expect(await verify(copy)).toMatchObject({ ok: true, unsealed: { decisions: 3 } });
    });
  });

  test('a whole chain is gone', async () => {
    const { alone } = await firstAfter((sql) =>
      sql('DELETE FROM decisions WHERE writer = $1', [made.second.writer]),
    );
    expect(alone).toMatchObject({ table: 'decisions', id: `${made.second.writer} 1` });
  });

  test('two rows have changed places', async () => {
    const { alone } = await firstAfter(async (sql) => {
      await sql(
        `UPDATE decisions d SET seq = CASE seq WHEN 40 THEN 41 ELSE 40 END WHERE writer = $1 AND seq IN (40, 41)`,
        [made.first.writer],
      );
    });
    expect(alone).toMatchObject({ table: 'decisions' });
    expect(alone?.what).toContain('does not follow');
  });

  test('two rows have exchanged their records', async () => {
    let id = '';
    const { alone } = await firstAfter(async (sql) => {
      id = await decisionAt(sql, made.first.writer, 40);
      await sql(
        `UPDATE decisions d SET record = o.record FROM decisions o
          WHERE d.writer = $1 AND o.writer = $1 AND d.seq IN (40, 41) AND o.seq = 81 - d.seq`,
        [made.first.writer],
      );
    });
    expect(alone).toMatchObject({ table: 'decisions', id });
  });

  for (const seq of [40, 190]) {
    test(`a foreign row at ${seq}`, async () => {
      const { alone } = await firstAfter(async (sql) => {
        await sql(
          `INSERT INTO decisions (id, at, writer, seq, agent_id, task_id, tool_id, action_class, outcome, reason, record, hash)
           SELECT replace(id, right(id, 3), 'zzz'), at, writer, $2, agent_id, task_id, tool_id, action_class, outcome, reason,
                  replace(record, id, replace(id, right(id, 3), 'zzz')), hash FROM decisions WHERE writer = $1 AND seq = 20`,
          [made.first.writer, seq],
        );
      });
      expect(alone).toMatchObject({ table: 'decisions' });
      expect(alone?.id).toMatch(/zzz$/);
    });
  }

  test('a foreign row that claims a taken place, linked to the end of the chain', async () => {
    await onClone(async (sql, url) => {
      const maker = new LedgerMaker(url);
      try {
        const { rows } = await sql('SELECT hash FROM decisions WHERE writer = $1 AND seq = 189', [
          made.first.writer,
        ]);
        const [id] = await maker.decide({ writer: made.first.writer, seq: 39n, head: rows[0]?.hash }, 1);
        expect((await verifyDatabase(url)).first).toMatchObject({ table: 'decisions', id });
      } finally {
        await maker.close();
      }
    });
  });

  test('a whole foreign chain, well linked, dated before the last checkpoint', async () => {
    await onClone(async (_sql, url) => {
      const maker = new LedgerMaker(url);
      try {
        const [id] = await maker.decide(LedgerMaker.writer(), 1, 3_600_000);
        await writeCheckpoint(maker.pool, signer, mkdtempSync(path.join(dataDir, 'other-')));
        const { first } = await verifyDatabase(url);
        expect(first).toMatchObject({ table: 'decisions', id });
        expect(first?.what).toContain('no checkpoint knows it');
      } finally {
        await maker.close();
      }
    });
  });

  for (const seq of [1, 12, 30]) {
    test(`audit link ${seq} is gone, with and without its event`, async () => {
      const gone = await firstAfter((sql) => sql('DELETE FROM audit_links WHERE seq = $1', [seq]));
      expect(gone.alone).toMatchObject({ table: 'audit_links', id: String(seq) });
      const both = await firstAfter(async (sql) => {
        await sql('DELETE FROM audit_events e USING audit_links l WHERE l.event_id = e.id AND l.seq = $1', [
          seq,
        ]);
        await sql('DELETE FROM audit_links WHERE seq = $1', [seq]);
      });
      expect(both.alone).toMatchObject({ table: 'audit_links', id: String(seq) });
    });
  }

  test('an audit event is gone, and another one came from nowhere', async () => {
    const gone = await firstAfter((sql) =>
      sql('DELETE FROM audit_events e USING audit_links l WHERE l.event_id = e.id AND l.seq = 7'),
    );
    expect(gone.alone).toMatchObject({ table: 'audit_links', id: '7' });
    const foreign = await firstAfter((sql) =>
      sql(
        `INSERT INTO audit_events SELECT 'evt_foreign', at, event, actor_kind, actor_id, subject_kind, subject_id,
                replace(record, id, 'evt_foreign') FROM audit_events LIMIT 1`,
      ),
    );
    expect(foreign.alone).toMatchObject({ table: 'audit_events', id: 'evt_foreign' });
  });

  test('an outcome report is gone, and another one came from nowhere', async () => {
    let id = '';
    const gone = await firstAfter(async (sql) => {
      id = (await sql('SELECT decision_id AS id FROM outcome_reports LIMIT 1')).rows[0]?.id;
      await sql('DELETE FROM outcome_reports WHERE decision_id = $1', [id]);
    });
    expect(gone.alone).toMatchObject({ table: 'outcome_reports', id });
    const foreign = await firstAfter((sql) =>
      sql(
        `INSERT INTO outcome_reports SELECT 'dec_foreign', at, status, reported_by, record FROM outcome_reports LIMIT 1`,
      ),
    );
    expect(foreign.alone).toMatchObject({ table: 'outcome_reports', id: 'dec_foreign' });
  });
});

/** Computes a chain anew from a changed record on, as the database's owner can. */
async function rehash(sql: Sql, { writer }: WriterState, from: number): Promise<string> {
  const id = await decisionAt(sql, writer, from);
  await sql(
    `UPDATE decisions SET outcome = 'allow', reason = 'granted',
            record = replace(replace(record, '"outcome":"deny"', '"outcome":"allow"'), '"reason":"grant_required"', '"reason":"granted"')
      WHERE id = $1`,
    [id],
  );
  const { rows } = await sql('SELECT id, record FROM decisions WHERE writer = $1 ORDER BY seq', [writer]);
  let head: Buffer = genesisHash(writer);
  for (const row of rows) {
    head = linkHash(head, row.record);
    await sql('UPDATE decisions SET hash = $2 WHERE id = $1', [row.id, head]);
  }
  return id;
}

describe('INVARIANT (tamper-evident): computing everything anew as the owner of the database', () => {
  const deny = 1; // The first decision of the first writer is a denial.

  test('the chain alone contradicts the first checkpoint after the change', async () => {
    const { alone } = await firstAfter((sql) => rehash(sql, made.first, deny));
    expect(alone).toMatchObject({ table: 'decisions' });
    expect(alone?.what).toContain('checkpoint 1 sealed');
  });

  test('with the checkpoints and a key of their own, only the copy tells', async () => {
    const forger = newSigner();
    const { alone, withCopy } = await firstAfter(async (sql) => {
      await rehash(sql, made.first, deny);
      await forgeCheckpoints(sql, forger);
    });
    expect(alone).toBeNull();
    expect(withCopy).toMatchObject({ table: 'checkpoints', id: '1' });
    expect(withCopy?.what).toContain('differs from the copy');
  });

  async function forgeCheckpoints(sql: Sql, forger: ReturnType<typeof newSigner>): Promise<void> {
    await sql('DELETE FROM signing_keys');
    await sql('INSERT INTO signing_keys (id, public_jwk) VALUES ($1, $2)', [
      forger.keyId,
      JSON.stringify(forger.publicJwk),
    ]);
    let previous: Buffer = Buffer.alloc(32);
    const { rows } = await sql('SELECT seq, record FROM checkpoints ORDER BY seq');
    for (const row of rows) {
      const record = parseCheckpoint(row.record) as CheckpointRecord;
      const decisions = await Promise.all(
        record.decisions.map(async ({ writer, seq }) => {
          const found = await sql('SELECT hash FROM decisions WHERE writer = $1 AND seq = $2', [writer, seq]);
          return { writer, seq, hash: found.rows[0]?.hash.toString('hex') };
        }),
      );
      const text = checkpointText({ ...record, previous: previous.toString('hex'), decisions });
      previous = linkHash(previous, text);
      await sql('UPDATE checkpoints SET record = $2, hash = $3, key_id = $4, signature = $5 WHERE seq = $1', [
        row.seq,
        text,
        previous,
        forger.keyId,
        signDetached(forger, 'cordon-checkpoint', text),
      ]);
    }
  }

  test('the last checkpoint is gone', async () => {
    const { alone, withCopy } = await firstAfter((sql) => sql('DELETE FROM checkpoints WHERE seq = 3'));
    expect(alone).toBeNull();
    expect(withCopy).toMatchObject({ table: 'checkpoints', id: '3' });
    expect(withCopy?.what).toContain('missing');
  });

  test('a middle checkpoint is gone', async () => {
    const { alone } = await firstAfter((sql) => sql('DELETE FROM checkpoints WHERE seq = 2'));
    expect(alone).toMatchObject({ table: 'checkpoints', id: '2' });
  });

  test('an older state was put back, whole and by itself consistent', async () => {
    const older = async (sql: Sql) => {
      const { rows } = await sql('SELECT record FROM checkpoints WHERE seq = 2');
      const { decisions, audit } = parseCheckpoint(rows[0]?.record) as CheckpointRecord;
      for (const { writer, seq } of decisions) {
        await sql('DELETE FROM decisions WHERE writer = $1 AND seq > $2', [writer, seq]);
        await sql('UPDATE chain_heads SET seq = $2 WHERE writer = $1', [writer, seq]);
      }
      await sql(
        `DELETE FROM outcome_reports r USING audit_events e, audit_links l
          WHERE e.subject_id = r.decision_id AND l.event_id = e.id AND l.seq > $1`,
        [audit.seq],
      );
      await sql('DELETE FROM audit_events e USING audit_links l WHERE l.event_id = e.id AND l.seq > $1', [
        audit.seq,
      ]);
      await sql('DELETE FROM audit_links WHERE seq > $1', [audit.seq]);
      await sql('DELETE FROM checkpoints WHERE seq > 2');
    };
    const { alone, withCopy } = await firstAfter(older);
    expect(alone).toBeNull();
    expect(withCopy).toMatchObject({ table: 'checkpoints', id: '3' });

    // Going on from there writes another third checkpoint. The copy keeps both.
    await onClone(async (sql, url) => {
      await older(sql);
      const folder = mkdtempSync(path.join(dataDir, 'set-back-'));
      copyFileSync(copy, checkpointFile(folder));
      const maker = new LedgerMaker(url);
      try {
        await maker.decide(LedgerMaker.writer(), 3);
        expect(await writeCheckpoint(maker.pool, signer, folder)).toMatchObject({ seq: 3, copy: 'forked' });
        expect(await writeCheckpoint(maker.pool, signer, folder)).toMatchObject({ seq: 4, copy: 'appended' });
        expect((await verifyDatabase(url)).ok).toBe(true);
        const { first } = await verifyDatabase(url, { checkpointsFile: checkpointFile(folder) });
        expect(first).toMatchObject({ table: 'checkpoints', id: '3' });
      } finally {
        await maker.close();
      }
    });
  });
});

describe('the copy outside the database', () => {
  test('catches up after a crash, and loses what was half written', async () => {
    await onClone(async (_sql, url) => {
      const folder = mkdtempSync(path.join(dataDir, 'crash-'));
      const lines = readFileSync(copy, 'utf8').split('\n');
      writeFileSync(checkpointFile(folder), `${lines.slice(0, 2).join('\n')}\n${lines[2]?.slice(0, 50)}`);
      expect((await verifyDatabase(url, { checkpointsFile: checkpointFile(folder) })).compared).toBe(1);
      const maker = new LedgerMaker(url);
      try {
        expect(await writeCheckpoint(maker.pool, signer, folder)).toMatchObject({ seq: 4, copy: 'appended' });
      } finally {
        await maker.close();
      }
      expect(await verifyDatabase(url, { checkpointsFile: checkpointFile(folder) })).toMatchObject({
        ok: true,
        compared: 4,
      });
    });
  });
});

const withoutTime = (line: string) => line.replace(/"made_at":"[^"]*"/, '');

describe('an export', () => {
  const fileFor = (name: string) => path.join(dataDir, name);

  test('verifies without the database, whole and in parts', async () => {
    const whole = fileFor('whole.ndjson.gz');
    await writeExport(original.url, whole);
    expect(await verifyExport(whole, { checkpointsFile: copy })).toMatchObject({
      ok: true,
      counts: { checkpoints: 3, decisions: 249, auditEvents: 31, outcomeReports: 15 },
      unsealed: { decisions: 9, auditEvents: 1 },
      compared: 3,
    });
    const [first, second] = made.times;
    const middle = fileFor('middle.ndjson.gz');
    expect(
      await writeExport(original.url, middle, { from: first as Date, to: second as Date }),
    ).toMatchObject({
      from: 1,
      upTo: 2,
    });
    const found = await verifyExport(middle);
    expect(found.problems).toEqual([]);
    expect(found).toMatchObject({ ok: true, counts: { checkpoints: 2, decisions: 60, auditEvents: 10 } });
    const tail = fileFor('tail.ndjson.gz');
    await writeExport(original.url, tail, { from: second as Date });
    expect(await verifyExport(tail)).toMatchObject({ ok: true, counts: { decisions: 69, auditEvents: 11 } });
    // Against the copy too, which holds the checkpoints before and after the part.
    for (const part of [middle, tail]) {
      const { ok, compared, counts } = await verifyExport(part, { checkpointsFile: copy });
      expect([ok, compared]).toEqual([true, counts.checkpoints]);
    }
  });

  test('INVARIANT (tamper-evident): any line that is changed, dropped or doubled is found', async () => {
    const file = fileFor('middle-2.ndjson.gz');
    await writeExport(original.url, file, { from: made.times[0] as Date, to: made.times[1] as Date });
    const lines = gunzipSync(readFileSync(file)).toString('utf8').trimEnd().split('\n');
    const changed = fileFor('changed.ndjson.gz');
    const verifyLines = async (all: readonly string[]) => {
      writeFileSync(changed, gzipSync(`${all.join('\n')}\n`));
      return (await verifyExport(changed)).ok;
    };
    expect(await verifyLines(lines)).toBe(true);
    for (let at = 0; at < lines.length; at += 1) {
      const line = lines[at] as string;
      expect(await verifyLines(lines.toSpliced(at, 1)), `without ${line}`).toBe(false);
      expect(await verifyLines(lines.toSpliced(at, 0, line)), `twice ${line}`).toBe(false);
      // A bit of every value: the last character of each string and digit of each number.
      const spots = [...line.matchAll(/([A-Za-z0-9])(?=\\?"[,}\]]|[,}\]])/g)].map((match) => match.index);
      for (const spot of at % 7 === 0 ? spots : spots.slice(-1)) {
        const other = line[spot] === '1' ? '2' : '1';
        const text = line.slice(0, spot) + other + line.slice(spot + 1);
        // When an export was made is told, not proven.
        if (withoutTime(text) === withoutTime(line)) continue;
        expect(await verifyLines(lines.with(at, text)), `${spot} of ${line}`).toBe(false);
      }
    }
    writeFileSync(changed, readFileSync(file).subarray(0, 2000));
    expect((await verifyExport(changed)).first?.table).toBe('export');
  }, 120_000);
});
