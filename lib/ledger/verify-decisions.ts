import { hash } from 'node:crypto';
import { canonicalMembers, scannedString } from './canonical-scan';
import { genesisHash } from './chain';
import type { Problems } from './problem';
import { type DecisionRow, databaseInstant } from './row';
import type { Sealed, SealedHead } from './verify-checkpoints';

/** A stretch of one chain whose links were verified, one row after the other. */
type Run = {
  first: number;
  firstId: string;
  firstDigest: Buffer;
  firstHash: string;
  last: number;
  lastId: string;
  lastHash: string;
};
type Chain = {
  current: Run | null;
  byLast: Map<number, Run>;
  heads: Map<number, SealedHead> | undefined;
  sealedUpTo: number;
};

/** The rows come in an order so far from that of the chains that the walk would need too much memory. */
export class ScatteredError extends Error {
  override name = 'ScatteredError';
}

/** How many stretches may be open at once: about 100 MB. */
const MOST_RUNS = 300_000;

const digestOf = (record: string): Buffer => hash('sha256', record, 'buffer') as Buffer;
const joined = Buffer.alloc(64);
/** The link, in hexadecimal: `linkHash` without a record's text. */
function follows(previous: string, digest: Buffer): string {
  joined.write(previous, 'hex');
  digest.copy(joined, 32);
  return hash('sha256', joined, 'hex') as string;
}

const COLUMNS: readonly [column: string, field: string, get: (row: DecisionRow) => string | null][] = [
  ['id', 'id', (row) => row.id],
  ['agent_id', 'agent', (row) => row.agent],
  ['task_id', 'task', (row) => row.task],
  ['tool_id', 'tool', (row) => row.tool],
  ['action_class', 'action_class', (row) => row.actionClass],
  ['outcome', 'outcome', (row) => row.outcome],
  ['reason', 'reason', (row) => row.reason],
];

/**
 * Walks decisions in any order and proves each writer's chain. Rows mostly come in the order of their
 * chain, so all that is kept is the ends of stretches; those are joined when everything has been seen.
 */
export class DecisionWalk {
  count = 0;
  sealed = 0;
  readonly #problems: Problems;
  readonly #heads: ReadonlyMap<string, Map<number, SealedHead>>;
  readonly #from: Sealed | null;
  readonly #upTo: Sealed | null;
  readonly #latest: Sealed;
  readonly #oldestUnsealed: string | null;
  readonly #chains = new Map<string, Chain>();
  #runs = 0;

  /**
   * `from` and `upTo` bound what is walked, both at a checkpoint; null is from the beginning, and to the
   * end. `oldestUnsealed` is the instant before which everything must be sealed.
   */
  constructor(
    problems: Problems,
    bounds: {
      heads: ReadonlyMap<string, Map<number, SealedHead>>;
      latest: Sealed;
      from: Sealed | null;
      upTo: Sealed | null;
      oldestUnsealed: string | null;
    },
  ) {
    this.#problems = problems;
    this.#heads = bounds.heads;
    this.#latest = bounds.latest;
    this.#from = bounds.from;
    this.#upTo = bounds.upTo;
    this.#oldestUnsealed = bounds.oldestUnsealed;
  }

  get chains(): number {
    return this.#chains.size;
  }

  decision(row: DecisionRow): void {
    this.count += 1;
    this.#checkRecord(row);
    const chain = this.#chainOf(row.writer);
    const { seq } = row;
    const digest = digestOf(row.record);
    this.#checkSealed(row, chain);
    let run = chain.current !== null && chain.current.last === seq - 1 ? chain.current : undefined;
    run ??= chain.byLast.get(seq - 1);
    if (run === undefined) {
      run = {
        first: seq,
        firstId: row.id,
        firstDigest: digest,
        firstHash: row.hash,
        last: seq,
        lastId: row.id,
        lastHash: row.hash,
      };
      this.#runs += 1;
      if (this.#runs > MOST_RUNS) throw new ScatteredError('the decisions are too scattered');
    } else {
      if (follows(run.lastHash, digest) !== row.hash) {
        this.#problems.add(
          'decisions',
          row.id,
          seq,
          `its hash does not follow from its record and ${run.lastId}`,
        );
      }
      chain.byLast.delete(run.last);
      run.last = seq;
      run.lastId = row.id;
      run.lastHash = row.hash;
    }
    if (chain.byLast.has(seq)) this.#problems.add('decisions', row.id, seq, this.#twice(row));
    chain.current = run;
    chain.byLast.set(seq, run);
  }

  #twice = (row: { writer: string; seq: number }): string => `${row.writer} has two decisions at ${row.seq}`;

  #chainOf(writer: string): Chain {
    let chain = this.#chains.get(writer);
    if (chain === undefined) {
      chain = {
        current: null,
        byLast: new Map(),
        heads: this.#heads.get(writer),
        sealedUpTo: this.#latest.decisions.get(writer)?.seq ?? 0,
      };
      this.#chains.set(writer, chain);
    }
    return chain;
  }

  /** The record is canonical, and every column says what it says. */
  #checkRecord(row: DecisionRow): void {
    const say = (what: string) => this.#problems.add('decisions', row.id, row.seq, what);
    const members = canonicalMembers(row.record);
    if (members === null) {
      say('its record is not in canonical form');
      return;
    }
    for (const [column, field, get] of COLUMNS) {
      if (scannedString(members.get(field)) !== get(row)) say(`column ${column} differs from its record`);
    }
    const at = scannedString(members.get('at'));
    if (typeof at !== 'string' || databaseInstant(at) !== row.at) say('column at differs from its record');
  }

  #checkSealed(row: DecisionRow, chain: Chain): void {
    const head = chain.heads?.get(row.seq);
    if (head !== undefined && head.hash !== row.hash) {
      const what = `its hash is not the one that checkpoint ${head.checkpoint} sealed`;
      this.#problems.add('decisions', row.id, row.seq, what);
    }
    if (row.seq <= chain.sealedUpTo) {
      this.sealed += 1;
    } else if (this.#oldestUnsealed !== null && row.at < this.#oldestUnsealed) {
      const what = 'it is dated before the last checkpoint, and no checkpoint knows it';
      this.#problems.add('decisions', row.id, row.seq, what);
    }
  }

  /** Joins the stretches of each chain and says what is missing, doubled or out of place. */
  finish(): void {
    const writers = new Set([...this.#chains.keys(), ...this.#latest.decisions.keys()]);
    for (const writer of writers) this.#finishChain(writer);
  }

  #finishChain(writer: string): void {
    const start = this.#from?.decisions.get(writer) ?? { seq: 0, hash: genesisHash(writer).toString('hex') };
    const end = (this.#upTo ?? this.#latest).decisions.get(writer)?.seq ?? 0;
    const runs = [...(this.#chains.get(writer)?.byLast.values() ?? [])].sort((a, b) => a.first - b.first);
    const say = (id: string, place: number, what: string) => this.#problems.add('decisions', id, place, what);
    const isKnown = this.#latest.decisions.has(writer);
    let { seq, hash: previous } = start;
    let before = seq === 0 ? 'the beginning of the chain' : `decision ${seq} of ${writer}`;
    for (const run of runs) {
      if (run.first <= seq) {
        say(run.firstId, run.first, this.#twice({ writer, seq: run.first }));
      } else if (run.first > seq + 1 && !isKnown && seq === 0) {
        say(run.firstId, run.first, `its chain ${writer} has nothing before it`);
      } else if (run.first > seq + 1) {
        say(`${writer} ${seq + 1}`, seq + 1, missing(seq + 1, run.first - 1, `${before} and ${run.firstId}`));
      } else if (follows(previous, run.firstDigest) !== run.firstHash) {
        say(run.firstId, run.first, `its hash does not follow from its record and ${before}`);
      }
      if (run.last < seq) continue;
      seq = run.last;
      previous = run.lastHash;
      before = run.lastId;
    }
    if (seq < end) {
      const what = missing(seq + 1, end, `${before} and the head that a checkpoint sealed`);
      say(`${writer} ${seq + 1}`, seq + 1, what);
    }
    if (this.#upTo !== null && seq > end && runs.length > 0) {
      say(before, seq, 'it is beyond the checkpoint with which the export ends');
    }
  }
}

const missing = (first: number, last: number, between: string): string =>
  first === last
    ? `decision ${first} is missing, between ${between}`
    : `decisions ${first} to ${last} are missing, between ${between}`;
