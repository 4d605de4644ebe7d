import { readFileSync } from 'node:fs';

/** The clock ticks of /proc, in microseconds: 100 a second on every Linux there is. */
const TICK_US = 10_000;

/**
 * Processor time that processes have used so far, in microseconds; 0 where there is no /proc. Unlike the
 * rate of answers it hardly moves when others use the machine as well.
 */
export function cpuTimeUs(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + ticksOf(pid), 0) * TICK_US;
}

function ticksOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // utime and stime are the fields 14 and 15 of proc(5); these begin with the third.
    return Number(fields[11]) + Number(fields[12]);
  } catch {
    return 0;
  }
}
