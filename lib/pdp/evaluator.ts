import type pg from 'pg';
import { type AuditEventRow, addAuditEvent } from '@/lib/db/live/add-audit-event';
import { findRecorded, type RecordedRow } from '@/lib/db/live/find-recorded';
import { findRunners, type Runner } from '@/lib/db/live/find-runners';
import { type Deferral, noteDeferrals, noteResolved, type PutOff } from '@/lib/db/live/note-deferrals';
import { noteKeyUse } from '@/lib/db/live/note-key-use';
import { spendJti } from '@/lib/db/live/spend-jti';
import { countsAgainstAgent } from '@/lib/domain/breaker';
import type { Verdict } from '@/lib/domain/decide';
import { BatchBuilder, DEAD, type Decided, LATER } from './batch';
import { BreakerWatch, type TripBreakers } from './breaker';
import type { AskedCall, Caller } from './call';
import { DatabaseClock } from './clock';
import type { Config } from './compile-facts';
import { FactStore } from './fact-store';
import { Overloaded, ReusedCallId, Unavailable, Unidentified } from './failure';
import { isStillIdentified } from './identify';
import { Meter } from './meter';
import { canonicalText, MAX_DEPTH } from './record';
import { TokenMemory } from './token-memory';
import type { Writer } from './writer';

/** How long a caller waits for one decision at most. INVARIANT (fail-closed) */
export const DECISION_DEADLINE_MS = 2000;
/** Calls that may wait at a time; more are shed. */
const MAX_WAITING = 4096;
const MAX_BATCH = 512;
/** One being recorded and one that follows it. */
const MAX_UNDER_WAY = 2;
/** How many calls must wait before a batch follows one that is being recorded: a statement has its price. */
const WORTH_A_BATCH = 8;
const USE_NOTED_EVERY_MS = 60_000;
/** SQLSTATEs after which the same batch may simply be tried again. */
const TRY_AGAIN = new Set(['40001', '40P01', '23505', '55P03']);

/** What an asker gets: a decision made now, or the record of the first time this call was asked. */
export type Evaluated =
  | { kind: 'decided'; decided: Decided; escalationId: string | null; deferral: Deferral | null }
  | { kind: 'recorded'; row: RecordedRow };

type Waiting = {
  call: AskedCall;
  caller: Caller;
  absent: Set<string>;
  attempts: number;
  /** Whether the facts were read anew after they spoke against its caller's token. */
  isReread: boolean;
  isOver: boolean;
  resolve: (evaluated: Evaluated) => void;
  reject: (error: Error) => void;
  timer: NodeJS.Timeout;
};

/**
 * The live path after parsing: waits for facts, decides in batches, records, answers. A batch leaves as
 * soon as none is being recorded, so under load batches grow by themselves and nobody ever waits for a
 * timer. While one is being recorded the next is decided already, on the facts as the first will leave
 * them; if it does not, the recording statement refuses the second too, and it is decided anew.
 */
export class Evaluator {
  readonly store: FactStore;
  /** Task tokens whose signature and claims have been verified. */
  readonly tokens = new TokenMemory();
  /** Who we are: the issuer and the audience of task tokens. */
  readonly publicUrl: string;
  readonly clock = new DatabaseClock();
  readonly meter = new Meter();
  readonly #pool: pg.Pool;
  readonly #writer: Writer;
  #queue: Waiting[] = [];
  #waiting = 0;
  #isKicked = false;
  #underWay = 0;
  #isClosed = false;
  #isHealthy = true;
  readonly #notedAtMs = new Map<string, number>();
  readonly #breaker: BreakerWatch;

  constructor(pool: pg.Pool, writer: Writer, publicUrl = '', trip: TripBreakers = async () => {}) {
    this.#pool = pool;
    this.publicUrl = publicUrl;
    this.#writer = writer;
    this.store = new FactStore(pool);
    this.#breaker = new BreakerWatch(trip);
  }

  /** Whether the last thing we heard of the database was good. */
  get isHealthy(): boolean {
    return this.#isHealthy && this.clock.isSet;
  }

  /** How many calls wait for their decision at this moment. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Reads the configuration and the time, so that the first call finds both. */
  async warm(): Promise<void> {
    await this.store.refreshConfig();
    const { rows } = await this.#pool.query<{ now: Date }>('SELECT clock_timestamp() AS now');
    if (rows[0] !== undefined) this.clock.hear(rows[0].now);
  }

  /** The configuration; read first when nothing is known. Rejects with `Unavailable`. */
  async config(): Promise<Config> {
    if (this.store.config !== null && this.clock.isSet) return this.store.config;
    try {
      await this.warm();
      this.#isHealthy = true;
    } catch {
      this.#isHealthy = false;
      throw new Unavailable('the database does not answer');
    }
    return this.store.config ?? this.refreshed();
  }

  /** The configuration as it is now. Rejects with `Unavailable`. */
  async refreshed(): Promise<Config> {
    return this.store.refreshConfig().catch(() => {
      throw new Unavailable('the database does not answer');
    });
  }

  /** Spends what may be shown once; false when it was spent before. Rejects with `Unavailable`. */
  async spend(parts: readonly string[], until: Date): Promise<boolean> {
    return spendJti(this.#pool, parts, until).catch(() => {
      throw new Unavailable('the database does not answer');
    });
  }

  /**
   * Decides one call, durably recorded before this resolves. Rejects with `Unavailable` at the deadline,
   * `Overloaded` when too many wait, `ReusedCallId`, or `Unidentified` when the key was revoked meanwhile.
   */
  evaluate(call: AskedCall, caller: Caller, withinMs = DECISION_DEADLINE_MS): Promise<Evaluated> {
    if (this.#isClosed) return Promise.reject(new Unavailable('the service is going down'));
    if (this.#waiting >= MAX_WAITING) return Promise.reject(new Overloaded());
    this.#waiting += 1;
    const begunAt = performance.now();
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        call,
        caller,
        absent: NONE,
        attempts: 0,
        isReread: false,
        isOver: false,
        resolve: (evaluated) => {
          const outcome = evaluated.kind === 'decided' ? evaluated.decided.verdict.outcome : 'repeated';
          this.meter.note(outcome, performance.now() - begunAt);
          resolve(evaluated);
        },
        reject: (error) => {
          this.meter.note('failed', performance.now() - begunAt);
          reject(error);
        },
        timer: setTimeout(() => {
          this.#fail(waiting, new Unavailable('no decision could be recorded in time'));
        }, withinMs),
      };
      this.#queue.push(waiting);
      this.#kick();
    });
  }

  /**
   * What would be decided of these calls now, each for itself, on facts read for the purpose. Nothing is
   * recorded, counted or spent, so nothing may be done on the strength of it.
   */
  async foresee(calls: readonly AskedCall[], caller: Caller): Promise<Verdict[]> {
    const config = await this.refreshed();
    const store = new FactStore(this.#pool, config);
    const agentIds = [...new Set(calls.map(({ agentId }) => agentId))];
    const taskIds = [...new Set(calls.flatMap(({ taskId }) => taskId ?? []))];
    await store.read(agentIds, taskIds, this.clock).catch(() => {
      throw new Unavailable('the facts could not be read');
    });
    const all = new Set([...agentIds, ...taskIds]);
    return calls.map((call) => {
      const added = new BatchBuilder(store, config, this.clock.nowMs()).add(call, caller, all);
      if (added === DEAD) throw new Unidentified();
      if (added === LATER || !('verdict' in added)) throw new Error('a lone call waits for nothing');
      return added.verdict;
    });
  }

  /** Where to look for who could call a tool. Rejects with `Unavailable`. */
  runners(asked: Parameters<typeof findRunners>[1]): Promise<Runner[]> {
    return findRunners(this.#pool, asked).catch(() => {
      throw new Unavailable('the agents could not be read');
    });
  }

  /** Writes an audit event of the live path. Rejects with `Unavailable`. */
  noteEvent(row: AuditEventRow): Promise<void> {
    return addAuditEvent(this.#pool, row).catch(() => {
      throw new Unavailable('the search could not be recorded');
    });
  }

  #fail(waiting: Waiting, error: Error): void {
    if (waiting.isOver) return;
    this.#finish(waiting);
    waiting.reject(error);
  }

  #succeed(waiting: Waiting, evaluated: Evaluated): void {
    if (waiting.isOver) return;
    this.#finish(waiting);
    if (waiting.caller.kind === 'api_key') this.#noteUse(waiting.caller.id);
    waiting.resolve(evaluated);
  }

  /** When a key last asked, to the minute, for people to see. Beside the decision, which never waits for it. */
  #noteUse(keyId: string): void {
    const now = performance.now();
    if (now - (this.#notedAtMs.get(keyId) ?? Number.NEGATIVE_INFINITY) < USE_NOTED_EVERY_MS) return;
    this.#notedAtMs.set(keyId, now);
    noteKeyUse(this.#pool, keyId).catch(() => this.#notedAtMs.delete(keyId));
  }

  #finish(waiting: Waiting): void {
    waiting.isOver = true;
    this.#waiting -= 1;
    clearTimeout(waiting.timer);
  }

  #requeue(list: readonly Waiting[]): void {
    for (const waiting of list) if (!waiting.isOver) this.#queue.push(waiting);
    this.#kick();
  }

  #kick(): void {
    if (this.#isKicked || !this.#mayLeave()) return;
    this.#isKicked = true;
    // After the other requests of this turn of the event loop have joined the queue.
    setImmediate(() => {
      this.#isKicked = false;
      void this.#flush();
    });
  }

  #mayLeave(): boolean {
    if (this.#underWay === 0) return this.#queue.length > 0;
    return this.#underWay < MAX_UNDER_WAY && this.#queue.length >= WORTH_A_BATCH;
  }

  async #flush(): Promise<void> {
    let config: Config;
    try {
      config = await this.config();
    } catch (error) {
      const failed = this.#queue;
      this.#queue = [];
      for (const waiting of failed) this.#fail(waiting, error as Error);
      return;
    }
    const builder = new BatchBuilder(this.store, config, this.clock.nowMs());
    const inBatch: Waiting[] = [];
    const toRead: Waiting[] = [];
    const later: Waiting[] = [];
    const taken = this.#queue.splice(0, MAX_BATCH);
    for (const waiting of taken) {
      if (waiting.isOver) continue;
      if (!this.#isStillIdentified(waiting, config)) continue;
      const added = this.#add(builder, waiting);
      if (added === null) continue;
      if (added === DEAD) this.#refuseDead(waiting, toRead);
      else if (added === LATER) later.push(waiting);
      else if ('verdict' in added) inBatch.push(waiting);
      else toRead.push(waiting);
    }
    if (toRead.length > 0) this.#read(toRead);
    this.#queue.push(...later);
    if (inBatch.length > 0) {
      this.#underWay += 1;
      void this.#record(builder, inBatch).finally(() => {
        this.#underWay -= 1;
        this.#kick();
      });
    }
    // With nothing in the batch, what is left waits for one that is under way, which kicks when it ends.
    if (inBatch.length > 0 || later.length === 0) this.#kick();
  }

  /** INVARIANT (fail-closed): a call that cannot be judged fails by itself, and takes nobody along. */
  #add(builder: BatchBuilder, waiting: Waiting): ReturnType<BatchBuilder['add']> | null {
    try {
      return builder.add(waiting.call, waiting.caller, waiting.absent);
    } catch (error) {
      this.#fail(waiting, error instanceof Error ? error : new Error(String(error)));
      return null;
    }
  }

  /** A key that was revoked, or has expired, between the request's arrival and now asks for nothing. */
  #isStillIdentified(waiting: Waiting, config: Config): boolean {
    if (isStillIdentified(waiting.caller, config, this.clock.nowMs())) return true;
    this.#fail(waiting, new Unidentified());
    return false;
  }

  /** No record compares what speaks against a token, so it is read once more before the token is refused. */
  #refuseDead(waiting: Waiting, toRead: Waiting[]): void {
    if (waiting.isReread) {
      this.#fail(waiting, new Unidentified());
      return;
    }
    waiting.isReread = true;
    waiting.absent = NONE;
    toRead.push(waiting);
  }

  /** Reads what these calls miss, then queues them again. */
  #read(list: readonly Waiting[]): void {
    const agents = new Set<string>();
    const tasks = new Set<string>();
    const contexts = new Set<string>();
    for (const { call, absent } of list) {
      if (!absent.has(call.agentId)) agents.add(call.agentId);
      if (call.taskId !== null && !absent.has(call.taskId)) tasks.add(call.taskId);
      for (const id of call.reads) if (!absent.has(id)) contexts.add(id);
    }
    this.store
      .read([...agents], [...tasks], this.clock, [...contexts])
      .then((found) => {
        for (const waiting of list) {
          const { agentId, taskId, reads } = waiting.call;
          const absent = new Set(waiting.absent);
          if (!found.agents.has(agentId)) absent.add(agentId);
          if (taskId !== null && !found.tasks.has(taskId)) absent.add(taskId);
          for (const id of reads) if (!found.contexts.has(id)) absent.add(id);
          waiting.absent = absent;
        }
        this.#requeue(list);
      })
      .catch(() => {
        this.#isHealthy = false;
        for (const waiting of list) this.#fail(waiting, new Unavailable('the facts could not be read'));
      });
  }

  async #record(builder: BatchBuilder, inBatch: readonly Waiting[]): Promise<void> {
    try {
      const recorded = await this.#writer.record(builder.build());
      this.#isHealthy = true;
      this.clock.hear(recorded.decidedAt);
      if (recorded.configVersion !== this.store.config?.versions.version) await this.store.refreshConfig();
      const settled = builder.settle(recorded);
      const known = new Set(recorded.known);
      const again: Waiting[] = [];
      const repeated: [Waiting, Decided][] = [];
      const putOff: [Waiting, Decided, PutOff][] = [];
      inBatch.forEach((waiting, i) => {
        const decided = builder.decided[i];
        const result = settled[i];
        if (decided === undefined || result === undefined) return;
        if (result.stands) {
          const { verdict, call, task } = decided;
          if (countsAgainstAgent(verdict.outcome, verdict.reason, task?.facts.id ?? null)) {
            this.#breaker.note(call.agentId);
          }
          if (decided.putOff !== null) putOff.push([waiting, decided, decided.putOff]);
          else {
            const { escalationId } = result;
            this.#succeed(waiting, { kind: 'decided', decided, escalationId, deferral: null });
            this.#noteResolved(decided);
          }
        } else if (known.has(decided.id)) repeated.push([waiting, decided]);
        else again.push(waiting);
      });
      if (repeated.length > 0) this.#answerRepeated(repeated);
      if (again.length > 0) this.#tryAgain(again);
      if (putOff.length > 0) void this.#answerPutOff(putOff);
    } catch (error) {
      this.#recordFailed(error, inBatch);
    }
  }

  /** Beside the batches that follow: a call that is put off has time. */
  async #answerPutOff(list: readonly [Waiting, Decided, PutOff][]): Promise<void> {
    try {
      const deferrals = await noteDeferrals(
        this.#pool,
        list.map(([, , putOff]) => putOff),
      );
      list.forEach(([waiting, decided], i) => {
        const deferral = deferrals[i] ?? null;
        this.#succeed(waiting, { kind: 'decided', decided, escalationId: null, deferral });
      });
    } catch {
      // Nothing was allowed; whoever asks again under the same call_id gets what was recorded.
      for (const [waiting] of list) this.#fail(waiting, new Unavailable('the call could not be put off'));
    }
  }

  /** A call that was put off and is allowed now waits no longer. Beside the decision, which is recorded. */
  #noteResolved({ id, at, digest, task, verdict }: Decided): void {
    if (task === null || (verdict.outcome !== 'allow' && verdict.outcome !== 'modify')) return;
    if (!task.facts.deferrals.some((one) => one.digest === digest && !one.isResolved)) return;
    noteResolved(this.#pool, { taskId: task.facts.id, digest, decisionId: id, at }).catch(() => {});
  }

  /** A refused batch was right to be refused: its facts are read anew. Each further try waits a little. */
  #tryAgain(list: readonly Waiting[]): void {
    let attempts = 0;
    for (const waiting of list) {
      waiting.attempts += 1;
      waiting.absent = NONE;
      attempts = Math.max(attempts, waiting.attempts);
    }
    if (attempts <= 3) this.#requeue(list);
    else setTimeout(() => this.#requeue(list), Math.min(2 ** (attempts - 3), 64));
  }

  /** INVARIANT (fail-closed): whatever went wrong while recording, nobody is told `allow`. */
  #recordFailed(error: unknown, inBatch: readonly Waiting[]): void {
    const code = (error as { code?: unknown }).code;
    // What this instance believes may no longer be so: everything is read again.
    this.store.forgetAll();
    if (typeof code === 'string' && TRY_AGAIN.has(code)) {
      this.#tryAgain(inBatch);
      return;
    }
    this.#isHealthy = false;
    console.error('decisions could not be recorded:', error instanceof Error ? error.message : error);
    for (const waiting of inBatch) this.#fail(waiting, new Unavailable('the decision could not be recorded'));
  }

  #answerRepeated(list: readonly [Waiting, Decided][]): void {
    findRecorded(
      this.#pool,
      list.map(([, decided]) => decided.id),
    )
      .then((rows) => {
        const byId = new Map(rows.map((row) => [row.id, row]));
        for (const [waiting, decided] of list) {
          const row = byId.get(decided.id);
          if (row === undefined)
            this.#fail(waiting, new Unavailable('the recorded decision could not be read'));
          else if (isSameCall(row, waiting.call)) this.#succeed(waiting, { kind: 'recorded', row });
          else this.#fail(waiting, new ReusedCallId(waiting.call.callId ?? ''));
        }
      })
      .catch(() => {
        for (const [waiting] of list)
          this.#fail(waiting, new Unavailable('the recorded decision could not be read'));
      });
  }

  /** No new calls; waits for those under way, at most as long as their deadline. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#breaker.close();
    const until = performance.now() + DECISION_DEADLINE_MS;
    while (this.#waiting > 0 && performance.now() < until) await new Promise((done) => setTimeout(done, 10));
    await this.#writer.close();
  }
}

const NONE: Set<string> = new Set();

/**
 * INVARIANT (same-bytes): a repeated call_id answers only for the call that was recorded under it. Changed
 * arguments were allowed to a caller that executes those; one that does not say so is another caller.
 */
function isSameCall(row: RecordedRow, call: AskedCall): boolean {
  const recorded = JSON.parse(row.record) as Record<string, unknown>;
  return (
    recorded.agent === call.agentId &&
    recorded.task === call.taskId &&
    recorded.tool === call.toolId &&
    recorded.action === call.action &&
    recorded.resource === call.resource &&
    recorded.call_id === call.callId &&
    (recorded.outcome !== 'modify' || call.acceptsModify) &&
    JSON.stringify(recorded.reads ?? []) === JSON.stringify(call.reads) &&
    canonicalText(recorded.arguments, MAX_DEPTH) === call.argumentsText
  );
}
