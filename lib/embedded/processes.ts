import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Whether a process runs. A zombie does not: it has ended, only nobody has asked how. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return stateOf(pid) !== 'Z';
}

/**
 * Whether a running process is PostgreSQL on this cluster. PostgreSQL's working directory is its data
 * folder; a process which cannot be looked into belongs to somebody else and is not ours.
 */
export function holds(pid: number, cluster: string): boolean {
  if (!isRunning(pid)) return false;
  if (!existsSync('/proc/self/stat')) return psLine(pid, 'command').includes(cluster);
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === cluster;
  } catch {
    return false;
  }
}

/** Every running process on this cluster: the postmaster, and after its death what it left behind. */
export function holders(cluster: string): number[] {
  if (!existsSync('/proc/self/stat')) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid && isPostgres(pid) && holds(pid, cluster));
}

/** Waits until none of the processes runs; false when time is up first. */
export async function waitForEnd(pids: number[], timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (pids.some(isRunning)) {
    if (Date.now() >= deadline) return false;
    await sleep(20);
  }
  return true;
}

/** Sends a signal; a process that has ended meanwhile is no error. */
export function signal(pid: number, name: NodeJS.Signals): void {
  // Zero is everybody in our own group, and less than that everybody in another.
  if (!Number.isInteger(pid) || pid <= 1) throw new RangeError(`${pid} is no process to be signalled`);
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function isPostgres(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('postgres');
  } catch {
    return false;
  }
}

function stateOf(pid: number): string {
  if (!existsSync('/proc/self/stat')) return psLine(pid, 'stat').slice(0, 1);
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name before it is in brackets and may itself contain brackets and blanks.
    return stat.charAt(stat.lastIndexOf(')') + 2);
  } catch {
    return 'Z';
  }
}

function psLine(pid: number, field: 'stat' | 'command' | 'lstart'): string {
  try {
    return execFileSync('ps', ['-o', `${field}=`, '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return '';
  }
}

/**
 * Tells one process from a later one with the same number: when it was started. Empty for one that
 * does not exist.
 */
export function birthOf(pid: number): string {
  if (!existsSync('/proc/self/stat')) return psLine(pid, 'lstart');
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The 22nd field; the count restarts behind the name, which is the second.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}
