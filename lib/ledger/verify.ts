import { COMMIT_SLACK_SECONDS } from './checkpoint-record';
import { type LedgerTable, Problems } from './problem';
import { databaseInstant, type LedgerRow } from './row';
import { KeyRing } from './signing';
import type { Verification } from './verification';
import { AuditWalk } from './verify-audit';
import { CheckpointWalk, type Sealed } from './verify-checkpoints';
import { type CopyWalk, NO_COPY } from './verify-copy';
import { DecisionWalk } from './verify-decisions';

const NOTHING_SEALED: Sealed = { decisions: new Map(), audit: { seq: 0, hash: '00'.repeat(32) } };

/** Between which checkpoints the rows lie; null is the beginning, and the end without a bound. */
export type Bounds = { from: number | null; upTo: number | null };

/**
 * Walks a ledger from its rows, wherever they come from: first the keys and checkpoints in their order,
 * then the audit chain in its order, then the decisions in any order. Memory grows with the checkpoints,
 * not with the records.
 * INVARIANT (tamper-evident): every column of every row is compared with its record, every record with
 * its chain, and every chain with what the checkpoints signed.
 */
export class LedgerWalk {
  readonly #problems = new Problems();
  readonly #startedAt = performance.now();
  readonly #bounds: Bounds;
  readonly #copy: CopyWalk;
  readonly #checkpoints: CheckpointWalk;
  #from: Sealed | null;
  #audit: AuditWalk | null = null;
  #decisions: DecisionWalk | null = null;

  constructor(bounds: Bounds = { from: null, upTo: null }, copy: CopyWalk = NO_COPY) {
    this.#bounds = bounds;
    this.#copy = copy;
    const keys = new KeyRing();
    this.#checkpoints = new CheckpointWalk(this.#problems, keys);
    this.#from = bounds.from === null ? null : NOTHING_SEALED;
  }

  /** Rows of the checkpoints' part come alone, before all others: comparing them with the copy waits for it. */
  async take(rows: readonly LedgerRow[]): Promise<void> {
    for (const row of rows) {
      switch (row.type) {
        case 'decision':
          this.#decisionWalk().decision(row);
          break;
        case 'audit':
          this.#auditWalk().audit(row);
          break;
        case 'checkpoint':
          this.#checkpoints.checkpoint(row);
          await this.#copy.compare(row, this.#problems);
          if (row.seq === this.#bounds.from) this.#from = this.#checkpoints.sealed();
          break;
        case 'key':
          this.#checkpoints.key(row);
          break;
      }
    }
  }

  /** For what is wrong with the stream itself. */
  problem(table: LedgerTable, id: string, what: string): void {
    this.#problems.add(table, id, 0, what);
  }

  #limits() {
    const latest = this.#checkpoints.sealed();
    return { latest, from: this.#from, upTo: this.#bounds.upTo === null ? null : latest };
  }

  #auditWalk(): AuditWalk {
    this.#audit ??= new AuditWalk(this.#problems, { heads: this.#checkpoints.auditHeads, ...this.#limits() });
    return this.#audit;
  }

  #decisionWalk(): DecisionWalk {
    this.#decisions ??= new DecisionWalk(this.#problems, {
      heads: this.#checkpoints.heads,
      oldestUnsealed: oldestUnsealed(this.#checkpoints.last?.at),
      ...this.#limits(),
    });
    return this.#decisions;
  }

  async finish(): Promise<Verification> {
    const compared = await this.#copy.finish(this.#problems);
    const audit = this.#auditWalk();
    const decisions = this.#decisionWalk();
    audit.finish();
    decisions.finish();
    if (this.#bounds.from !== null && this.#from === NOTHING_SEALED) {
      this.#problems.add('checkpoints', String(this.#bounds.from), this.#bounds.from, 'it is missing');
    }
    if (this.#bounds.upTo !== null && this.#checkpoints.last?.seq !== this.#bounds.upTo) {
      this.#problems.add(
        'checkpoints',
        String(this.#bounds.upTo),
        this.#bounds.upTo,
        'it is not the last one',
      );
    }
    const problems = this.#problems.list();
    return {
      ok: problems.length === 0,
      first: problems[0] ?? null,
      problems,
      problemCount: this.#problems.count,
      counts: {
        checkpoints: this.#checkpoints.count,
        auditEvents: audit.events,
        outcomeReports: audit.reports,
        decisions: decisions.count,
        chains: decisions.chains,
      },
      unsealed: {
        decisions: decisions.count - decisions.sealed,
        auditEvents: Math.max(0, audit.seq - this.#checkpoints.sealed().audit.seq),
      },
      lastCheckpoint: this.#checkpoints.last,
      compared,
      seconds: Math.round(performance.now() - this.#startedAt) / 1000,
    };
  }
}

/** Whatever is dated before this is sealed by the last checkpoint, or was dated back. */
function oldestUnsealed(lastAt: string | undefined): string | null {
  const ms = Date.parse(lastAt ?? '');
  if (Number.isNaN(ms)) return null;
  return databaseInstant(new Date(ms - COMMIT_SLACK_SECONDS * 1000).toISOString());
}
