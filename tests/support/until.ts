import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits for a condition, asking again and again; throws, naming it, when it has not come true in time. Its
 * patience is for what hangs.
 */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  patienceMs = 90_000,
): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`waited ${patienceMs} ms in vain: ${what}`);
    await sleep(10);
  }
}
