import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { AUDIT_GENESIS, linkHash } from './chain';
import { CheckpointCopy, checkpointFile } from './checkpoint-file';
import {
  type AuditHead,
  CHECKPOINT_GENESIS,
  type CheckpointRecord,
  COMMIT_SLACK_SECONDS,
  checkpointText,
  type Head,
  parseCheckpoint,
} from './checkpoint-record';
import { registerKey } from './register-key';
import { type CheckpointRow, databaseInstant, type KeyRow } from './row';
import { type Signer, signDetached } from './signing';

export type WrittenCheckpoint = {
  seq: number;
  at: Date;
  hash: string;
  /**
   * Whether the copy outside the database continues the database's checkpoints. `forked`: the database
   * was set back, or is another one; verification against the copy says where.
   */
  copy: 'appended' | 'forked';
};

type Options = {
  /** Looks at decisions however old they are dated: after a seed or an import. */
  everything?: boolean;
};

/**
 * Signs where every chain stands, and writes it to the database and to the copy in the data directory.
 * One at a time over all instances. Also raises the mark below which the clock counts as set back.
 * When it throws after the commit, the copy catches up with the next call.
 */
export async function writeCheckpoint(
  pool: pg.Pool,
  signer: Signer,
  dataDir: string,
  { everything = false }: Options = {},
): Promise<WrittenCheckpoint> {
  await registerKey(pool, signer);
  const client = await pool.connect();
  let failure: Error | undefined;
  try {
    // Held until the copy is written too, so that its lines stand in order.
    await client.query(`SELECT pg_advisory_lock(hashtext('cordon.checkpoints'))`);
    await client.query('BEGIN');
    await client.query('SET LOCAL statement_timeout = 0');
    const row = await insertCheckpoint(client, signer, everything);
    await client.query('COMMIT');
    const copy = await copyCheckpoints(client, dataDir);
    await client.query(`SELECT pg_advisory_unlock(hashtext('cordon.checkpoints'))`);
    return { seq: row.seq, at: row.when, hash: row.hash, copy };
  } catch (error) {
    failure = error as Error;
    throw error;
  } finally {
    // A connection that failed is closed, and with it go its transaction and its lock.
    client.release(failure);
  }
}

async function insertCheckpoint(
  client: pg.ClientBase,
  signer: Signer,
  everything: boolean,
): Promise<CheckpointRow & { when: Date }> {
  const before = await lastCheckpoint(client);
  const audit = await auditHead(client);
  const { heads, counts } = await movedHeads(client, everything ? null : before);
  const { rows } = await client.query<{ now: Date }>('SELECT clock_timestamp() AS now');
  const now = rows[0]?.now ?? new Date(Number.NaN);
  const previous = before === null ? CHECKPOINT_GENESIS : Buffer.from(before.hash, 'hex');
  const text = checkpointText({
    v: 1,
    seq: (before?.record.seq ?? 0) + 1,
    at: now.toISOString(),
    installation: before?.record.installation ?? randomUUID(),
    previous: previous.toString('hex'),
    decisions: heads,
    audit,
    counts: {
      chains: (before?.record.counts.chains ?? 0) + counts.chains,
      decisions: (before?.record.counts.decisions ?? 0) + counts.decisions,
      audit_events: audit.seq,
    },
  });
  const seq = (before?.record.seq ?? 0) + 1;
  const hash = linkHash(previous, text);
  const signature = signDetached(signer, 'cordon-checkpoint', text);
  await client.query(
    'INSERT INTO checkpoints (seq, at, record, hash, key_id, signature) VALUES ($1, $2, $3, $4, $5, $6)',
    [seq, now, text, hash, signer.keyId, signature],
  );
  await client.query(
    `INSERT INTO chain_heads AS h (writer, seq, hash)
     SELECT writer, seq, decode(hash, 'hex') FROM unnest($1::text[], $2::bigint[], $3::text[]) AS w (writer, seq, hash)
         ON CONFLICT (writer) DO UPDATE SET seq = excluded.seq, hash = excluded.hash`,
    [heads.map((head) => head.writer), heads.map((head) => head.seq), heads.map((head) => head.hash)],
  );
  // The whole millisecond below, so that the mark is never ahead of the clock.
  await client.query('UPDATE config_live SET clock_high_water = greatest(clock_high_water, $1)', [now]);
  return {
    type: 'checkpoint',
    seq,
    at: databaseInstant(now.toISOString()),
    record: text,
    hash: hash.toString('hex'),
    keyId: signer.keyId,
    signature,
    when: now,
  };
}

type Before = { hash: string; record: CheckpointRecord };

async function lastCheckpoint(client: pg.ClientBase): Promise<Before | null> {
  const { rows } = await client.query<{ hash: Buffer; record: string }>(
    'SELECT hash, record FROM checkpoints ORDER BY seq DESC LIMIT 1',
  );
  const [row] = rows;
  if (row === undefined) return null;
  const record = parseCheckpoint(row.record);
  if (record === null) throw new Error('the last checkpoint cannot be read; run `cordon verify`');
  return { hash: row.hash.toString('hex'), record };
}

async function auditHead(client: pg.ClientBase): Promise<AuditHead> {
  const { rows } = await client.query<{ seq: string; hash: Buffer }>(
    'SELECT seq, hash FROM audit_links ORDER BY seq DESC LIMIT 1',
  );
  const [row] = rows;
  return { seq: Number(row?.seq ?? 0), hash: (row?.hash ?? AUDIT_GENESIS).toString('hex') };
}

/**
 * The heads that differ from where the checkpoints so far left them, among the decisions dated since
 * shortly before the last one; all of them without a last one. The index on `at` finds these rows.
 */
async function movedHeads(
  client: pg.ClientBase,
  before: Before | null,
): Promise<{ heads: Head[]; counts: { chains: number; decisions: number } }> {
  const since = before === null ? '-infinity' : before.record.at;
  const { rows } = await client.query<{ writer: string; seq: string; hash: string; known: string | null }>(
    `WITH recent AS (
       SELECT writer, max(seq) AS seq FROM decisions
        WHERE at >= $1::timestamptz - make_interval(secs => $2) GROUP BY writer)
     SELECT DISTINCT ON (d.writer) d.writer, d.seq, encode(d.hash, 'hex') AS hash, h.seq AS known
       FROM recent r
       JOIN decisions d ON d.writer = r.writer AND d.seq = r.seq
        AND d.at >= $1::timestamptz - make_interval(secs => $2)
       LEFT JOIN chain_heads h ON h.writer = r.writer
      WHERE h.writer IS NULL OR h.seq <> d.seq OR h.hash <> d.hash
      ORDER BY d.writer, d.id`,
    [since, COMMIT_SLACK_SECONDS],
  );
  const heads = rows.map(({ writer, seq, hash }) => ({ writer, seq: Number(seq), hash }));
  const decisions = rows.reduce((sum, row) => sum + Number(row.seq) - Number(row.known ?? 0), 0);
  return { heads, counts: { chains: rows.filter((row) => row.known === null).length, decisions } };
}

const PAGE = 1000;

/** Appends to the copy what the database has beyond it, with the keys that this needs. */
async function copyCheckpoints(client: pg.ClientBase, dataDir: string): Promise<'appended' | 'forked'> {
  const copy = new CheckpointCopy(checkpointFile(dataDir));
  try {
    const isForked = !(await isInDatabase(client, copy.last));
    // After a fork only the newest is added: the file shows both lines of history.
    let from = isForked ? await newestSeq(client) : (copy.last?.seq ?? 0) + 1;
    let keyId = copy.last?.keyId ?? null;
    for (;;) {
      const rows = await readCheckpoints(client, from);
      const lines: (KeyRow | CheckpointRow)[] = [];
      for (const row of rows) {
        if (row.keyId !== keyId) lines.push(...(await readKey(client, row.keyId)));
        keyId = row.keyId;
        lines.push(row);
      }
      copy.append(lines);
      if (rows.length < PAGE) return isForked ? 'forked' : 'appended';
      from += PAGE;
    }
  } finally {
    copy.close();
  }
}

async function isInDatabase(client: pg.ClientBase, row: CheckpointRow | null): Promise<boolean> {
  if (row === null) return true;
  const { rowCount } = await client.query(
    'SELECT 1 FROM checkpoints WHERE seq = $1 AND hash = decode($2, $3)',
    [row.seq, row.hash, 'hex'],
  );
  return rowCount === 1;
}

async function newestSeq(client: pg.ClientBase): Promise<number> {
  const { rows } = await client.query<{ seq: string }>('SELECT max(seq) AS seq FROM checkpoints');
  return Number(rows[0]?.seq);
}

async function readCheckpoints(client: pg.ClientBase, from: number): Promise<CheckpointRow[]> {
  const { rows } = await client.query<{
    seq: string;
    at: Date;
    record: string;
    hash: string;
    key_id: string;
    signature: string;
  }>(
    `SELECT seq, at, record, encode(hash, 'hex') AS hash, key_id, signature
       FROM checkpoints WHERE seq >= $1 ORDER BY seq LIMIT ${PAGE}`,
    [from],
  );
  return rows.map((row) => ({
    type: 'checkpoint',
    seq: Number(row.seq),
    at: databaseInstant(row.at.toISOString()),
    record: row.record,
    hash: row.hash,
    keyId: row.key_id,
    signature: row.signature,
  }));
}

async function readKey(client: pg.ClientBase, id: string): Promise<KeyRow[]> {
  const { rows } = await client.query<{ jwk: unknown }>(
    'SELECT public_jwk AS jwk FROM signing_keys WHERE id = $1',
    [id],
  );
  return rows.map(({ jwk }) => ({ type: 'key', id, jwk }));
}
