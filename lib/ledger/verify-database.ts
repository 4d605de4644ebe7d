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
export async function verifyDatabase(url: string, options: Options = {}): Promise<Verification> {
  try {
    return await walkDatabase(url, options, false);
  } catch (error) {
    if (!(error instanceof ScatteredError)) throw error;
    return await walkDatabase(url, options, true);
  }
}

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
