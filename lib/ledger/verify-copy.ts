import { readCheckpointFile } from './checkpoint-file';
import type { Problems } from './problem';
import type { CheckpointRow, KeyRow } from './row';

/** Compares the database's checkpoints with a copy. */
export type CopyWalk = {
  compare(row: CheckpointRow, problems: Problems): Promise<void>;
  /** How many were compared; null without a copy. */
  finish(problems: Problems): Promise<number | null>;
};

export const NO_COPY: CopyWalk = { compare: async () => {}, finish: async () => null };

const FIELDS = ['at', 'record', 'hash', 'keyId', 'signature'] as const;

/** The checkpoints between which a part of the ledger lies; null is the beginning, or no end. */
type Between = { from: number | null; upTo: number | null };

/**
 * The copy in a file against the database, both in their order. All that the copy holds must be in the
 * database as it stands there; the database may hold newer checkpoints. Of a part of the ledger that is
 * asked between its two checkpoints alone.
 * INVARIANT (tamper-evident): whoever owns the database can compute every chain anew, but not this file.
 */
export class FileCopyWalk implements CopyWalk {
  readonly #lines: AsyncGenerator<KeyRow | CheckpointRow | null>;
  #next: CheckpointRow | null = null;
  #isOpen = false;
  #compared = 0;
  #newest = 0;
  readonly #between: Between;

  constructor(file: string, between: Between = { from: null, upTo: null }) {
    this.#lines = readCheckpointFile(file);
    this.#between = between;
  }

  async compare(row: CheckpointRow, problems: Problems): Promise<void> {
    if (!this.#isOpen) await this.#advance(problems);
    this.#isOpen = true;
    while (this.#next !== null && this.#next.seq < row.seq) {
      this.#missing(this.#next, problems);
      await this.#advance(problems);
    }
    const copy = this.#next;
    if (copy === null || copy.seq !== row.seq) return;
    this.#compared += 1;
    const wrong = FIELDS.filter((field) => copy[field] !== row[field]);
    if (wrong.length > 0) {
      problems.add(
        'checkpoints',
        String(row.seq),
        row.seq,
        `it differs from the copy in ${wrong.join(', ')}`,
      );
    }
    await this.#advance(problems);
  }

  async finish(problems: Problems): Promise<number> {
    if (!this.#isOpen) await this.#advance(problems);
    while (this.#next !== null) {
      this.#missing(this.#next, problems);
      await this.#advance(problems);
    }
    return this.#compared;
  }

  #missing(row: CheckpointRow, problems: Problems): void {
    const { from, upTo } = this.#between;
    if ((from !== null && row.seq < from) || (upTo !== null && row.seq > upTo)) return;
    const what =
      row.seq <= this.#compared || row.seq < this.#newest
        ? 'the copy holds another one: the database was set back'
        : 'it is missing; the copy holds it';
    problems.add('checkpoints', String(row.seq), row.seq, what);
  }

  async #advance(problems: Problems): Promise<void> {
    for (;;) {
      const { value, done } = await this.#lines.next();
      if (done === true) {
        this.#next = null;
        return;
      }
      if (value === null) problems.add('checkpoints', 'copy', 0, 'the copy has a line that is no checkpoint');
      if (value?.type !== 'checkpoint') continue;
      this.#newest = Math.max(this.#newest, this.#next?.seq ?? 0);
      this.#next = value;
      return;
    }
  }
}
