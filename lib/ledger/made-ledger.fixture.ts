import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { decisionId, type IdPrefix, newId } from '@/lib/domain/id';
import { canonicalJson, sha256Hex } from './canonical';
import { genesisHash } from './chain';

const fresh = (prefix: IdPrefix, atMs: number) => newId(prefix, atMs, randomBytes(16));
const OUTCOMES = ['allow', 'deny', 'escalate'] as const;

/** One process's chain of decisions, as the live path keeps it. */
export type WriterState = { writer: string; seq: bigint; head: Buffer };

/** Writes a ledger as Cordon does, through the same SQL, without the rest of Cordon. For tests. */
export class LedgerMaker {
  readonly pool: pg.Pool;
  #step = 0;

  constructor(url: string) {
    this.pool = new pg.Pool({ connectionString: url, max: 3 });
    this.pool.on('error', () => {});
  }

  static writer(): WriterState {
    const writer = fresh('wrt', Date.now());
    return { writer, seq: 0n, head: genesisHash(writer) };
  }

  async now(): Promise<Date> {
    const { rows } = await this.pool.query<{ now: Date }>('SELECT clock_timestamp() AS now');
    return rows[0]?.now ?? new Date();
  }

  /** Records decisions in one statement; answers their ids. `agedMs` dates them back. */
  async decide(state: WriterState, count: number, agedMs = 0): Promise<string[]> {
    const at = new Date((await this.now()).getTime() - agedMs);
    const task = fresh('tsk', at.getTime());
    const made = Array.from({ length: count }, () => this.#decision(task, at));
    const column = (get: (one: (typeof made)[number]) => unknown) => made.map(get);
    const { rows } = await this.pool.query<{ seq: string; head: Buffer }>(
      `SELECT * FROM record_decisions_2($1, $2, $3, (SELECT version FROM config_live), 0,
         $4::text[], $5::timestamptz[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[],
         $12::text[], $13::timestamptz[], $14::text[], '{null}', '{1}', '{1000000}',
         '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}',
         '{}', '{}', '{}', '{}', '{}')`,
      [
        state.writer,
        state.seq,
        state.head,
        column(({ id }) => id),
        column(() => at),
        column(({ agent }) => agent),
        column(() => task),
        column(({ tool }) => tool),
        column(({ action_class }) => action_class),
        column(({ outcome }) => outcome),
        column(({ reason }) => reason),
        column((one) => canonicalJson(one)),
        column(() => null),
        ['filing-bot'],
      ],
    );
    const [row] = rows;
    if (row === undefined) throw new Error('nothing was recorded');
    state.seq = BigInt(row.seq);
    state.head = row.head;
    return made.map(({ id }) => id);
  }

  #decision(task: string, at: Date) {
    this.#step += 1;
    const outcome = OUTCOMES[this.#step % OUTCOMES.length] ?? 'deny';
    return {
      v: 1,
      id: decisionId(task, at.getTime(), randomBytes(16)),
      at: at.toISOString(),
      agent: 'filing-bot',
      task,
      tool: 'files/read',
      action_class: this.#step % 7 === 0 ? null : 'read',
      outcome,
      reason: outcome === 'allow' ? 'granted' : 'grant_required',
      arguments: { path: `/tmp/ä-${this.#step}`, ratio: 0.1 * this.#step, 'naïve "key"': [null, true, 1e21] },
      answers: { intent: { verdict: 'clear', purpose: 'Q3 cleanup\n— “quoted”' } },
      versions: { agent: 3, config: 17, task: this.#step },
    };
  }

  /** Writes an audit event, as a verb does. */
  async audit(event: string, subject: { kind: string; id: string }, details: unknown = {}): Promise<string> {
    return this.#audit(this.pool, event, subject, details);
  }

  async #audit(
    db: pg.Pool | pg.PoolClient,
    event: string,
    subject: { kind: string; id: string },
    details: unknown,
  ): Promise<string> {
    const now = await this.now();
    const id = fresh('evt', now.getTime());
    const actor = { kind: 'user', id: fresh('usr', 0), name: 'Ada', roles: ['admin'] };
    const record = canonicalJson({
      v: 1,
      id,
      at: now.toISOString(),
      event,
      actor,
      subject,
      request_id: 'r',
      details,
    });
    await db.query(
      `INSERT INTO audit_events (id, at, event, actor_kind, actor_id, subject_kind, subject_id, record)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [id, now, event, actor.kind, actor.id, subject.kind, subject.id, record],
    );
    return id;
  }

  /** Reports what happened after a decision, with its audit event. */
  async report(decision: string): Promise<void> {
    const now = await this.now();
    const record = canonicalJson({
      v: 1,
      decision,
      at: now.toISOString(),
      reported_by: 'key_1',
      status: 'succeeded',
      effects: [],
    });
    const client = await this.pool.connect();
    try {
      await client.query('BEGIN');
      await client.query(
        `INSERT INTO outcome_reports (decision_id, at, status, reported_by, record) VALUES ($1, $2, 'succeeded', 'key_1', $3)`,
        [decision, now, record],
      );
      const details = { reportDigest: sha256Hex(record) };
      await this.#audit(client, 'decision.outcome_reported', { kind: 'decision', id: decision }, details);
      await client.query('COMMIT');
    } finally {
      client.release();
    }
  }

  close(): Promise<void> {
    return this.pool.end();
  }
}
