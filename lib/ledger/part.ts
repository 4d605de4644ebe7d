import { Problems } from './problem';
import type { LedgerSnapshot } from './read-database';
import type { CheckpointRow, LedgerRow } from './row';
import { KeyRing } from './signing';
import { CheckpointWalk, type Sealed } from './verify-checkpoints';

/** Instants between which records are wanted; the part reaches to the checkpoints around them. */
export type LedgerSpan = { from?: Date | undefined; to?: Date | undefined };

/** Between which checkpoints a part lies, and where the chains stand there; null is the beginning, or no end. */
export type LedgerPart = {
  from: number | null;
  upTo: number | null;
  start: Sealed | null;
  end: Sealed | null;
};

/** The last checkpoint up to `from`, the first one from `to` on, and where the chains stand at both. */
export async function findPart(snapshot: LedgerSnapshot, { from, to }: LedgerSpan): Promise<LedgerPart> {
  const part: LedgerPart = { from: null, upTo: null, start: null, end: null };
  if (from === undefined && to === undefined) return part;
  // What is wrong with a checkpoint is the verifier's business.
  const walk = new CheckpointWalk(new Problems(), new KeyRing());
  for await (const rows of snapshot.checkpoints()) {
    for (const row of rows) {
      walk.checkpoint(row);
      const at = Date.parse(walk.last?.at ?? '');
      if (from !== undefined && at <= from.getTime()) {
        part.from = row.seq;
        part.start = walk.sealed();
      }
      if (to !== undefined && at >= to.getTime()) return { ...part, upTo: row.seq, end: walk.sealed() };
    }
  }
  return part;
}

/** The rows of a part in the order in which they are verified. `isSorted` reads slower, in the order of the chains. */
export async function* partRows(
  snapshot: LedgerSnapshot,
  { upTo, start, end }: LedgerPart,
  isSorted = false,
): AsyncGenerator<LedgerRow[]> {
  yield* snapshot.keys();
  yield* snapshot.checkpoints(upTo) satisfies AsyncGenerator<CheckpointRow[]>;
  yield* snapshot.audit(start?.audit.seq ?? 0, end?.audit.seq ?? null);
  if (start === null && end === null) yield* snapshot.decisions(isSorted);
  else yield* snapshot.decisionsBetween(start, end, isSorted);
}
