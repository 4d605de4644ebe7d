import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { holders, holds, signal, waitForEnd } from './processes';

export type Postmaster = { pid: number; port: number; status: string };

const fileOf = (cluster: string) => path.join(cluster, 'postmaster.pid');

/** What `postmaster.pid` says. PostgreSQL writes it line by line, so the later lines may not be there yet. */
export function readPostmaster(cluster: string): Postmaster | null {
  let lines: string[];
  try {
    lines = readFileSync(fileOf(cluster), 'utf8').split('\n');
  } catch {
    return null;
  }
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 1) return null;
  return { pid, port: Number(lines[3]), status: (lines[7] ?? '').trim() };
}

/** The postmaster that runs on this cluster now, whoever started it. */
export function findPostmaster(cluster: string): Postmaster | null {
  const found = readPostmaster(cluster);
  return found !== null && holds(found.pid, cluster) ? found : null;
}

/**
 * Removes a `postmaster.pid` whose process is a zombie, or by now something else: PostgreSQL would take
 * any living process with that number for another postmaster and refuse to start.
 * INVARIANT (one postmaster): while anything still runs on the cluster the file stays, because it is
 * what keeps a second PostgreSQL off the same data. What a killed postmaster left behind is ended first.
 */
export async function clearStalePostmaster(cluster: string): Promise<void> {
  if (!existsSync(fileOf(cluster)) || findPostmaster(cluster) !== null) return;
  const left = holders(cluster);
  const haveEnded = await waitForEnd(left, 3000);
  // Another process may have started a postmaster meanwhile: that one is not stale.
  if (findPostmaster(cluster) !== null) return;
  if (!haveEnded) {
    for (const pid of left) signal(pid, 'SIGKILL');
    if (!(await waitForEnd(left, 5000)))
      throw new Error(`processes ${left.join(', ')} still hold ${cluster}`);
  }
  rmSync(fileOf(cluster), { force: true });
}
