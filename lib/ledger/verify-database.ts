import { type Bound, within } from './bound';
import { findPart, type LedgerSpan, partRows } from './part';
import { LedgerSnapshot } from './read-database';
import type { Verification } from './verification';
import { LedgerWalk } from './verify';
import { FileCopyWalk } from './verify-copy';
import { ScatteredError } from './verify-decisions';

type Options = {
  /** The copy of the checkpoints outside the database; without it, its owner could have computed all anew. */
  checkpointsFile?: string;
};

/** Verifies everything that the database holds, in one snapshot. Throws when it cannot be read. */
export const verifyDatabase = (url: string, options: Options = {}): Promise<Verification> =>
  inTwoWays((isSorted) => walkDatabase(url, options, isSorted));

/** Walks as the rows lie, which is quick; and in the order of the chains where they lie too far apart. */
async function inTwoWays<T>(walk: (isSorted: boolean) => Promise<T>): Promise<T> {
  try {
    return await walk(false);
  } catch (error) {
    if (!(error instanceof ScatteredError)) throw error;
    return await walk(true);
  }
}

/** What the verification of a part found, and between which checkpoints the part lies. */
export type PartVerification = Verification & { from: number | null; upTo: number | null };

/**
 * Verifies a part that is small enough; throws `BoundError` where it is not. The copy is asked only for a
 * part that has no end: it goes on behind any other.
 */
export const verifyPart = (
  url: string,
  span: LedgerSpan,
  bound: Bound,
  { checkpointsFile }: Options = {},
): Promise<PartVerification> =>
  inTwoWays(async (isSorted) => {
    const snapshot = await LedgerSnapshot.open(url, bound.statementMs);
    try {
      const part = await findPart(snapshot, span);
      const { from, upTo } = part;
      const hasCopy = checkpointsFile !== undefined && upTo === null;
      const walk = new LedgerWalk({ from, upTo }, hasCopy ? new FileCopyWalk(checkpointsFile) : undefined);
      const rows = within(partRows(snapshot, part, isSorted), bound);
      for await (const some of rows) await walk.take(some);
      return { ...(await walk.finish()), from, upTo };
    } finally {
      await snapshot.close();
    }
  });

async function walkDatabase(url: string, options: Options, isSorted: boolean): Promise<Verification> {
  const snapshot = await LedgerSnapshot.open(url);
  try {
    return await verifySnapshot(snapshot, options, isSorted);
  } finally {
    await snapshot.close();
  }
}

/** Verifies what a snapshot shows. `isSorted` reads slower, in the order of the chains. */
export async function verifySnapshot(
  snapshot: LedgerSnapshot,
  { checkpointsFile }: Options = {},
  isSorted = false,
): Promise<Verification> {
  const copy = checkpointsFile === undefined ? undefined : new FileCopyWalk(checkpointsFile);
  const walk = new LedgerWalk(undefined, copy);
  for await (const rows of snapshot.all({ isSorted })) await walk.take(rows);
  return walk.finish();
}
