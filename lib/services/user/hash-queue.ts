import { ServiceError } from '../errors';

const AT_ONCE = 2;
const MOST_WAITING = 40;

let running = 0;
const waiting: (() => void)[] = [];

/**
 * Runs a costly computation when it is its turn: two at a time in this process, so that a flood of
 * sign-ins cannot take the processor from the decisions. Throws `unavailable` when too many wait already.
 */
export async function inHashQueue<T>(run: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) {
    if (waiting.length >= MOST_WAITING) {
      throw new ServiceError('unavailable', 'too many people sign in at the moment; try again shortly');
    }
    await new Promise<void>((resolve) => waiting.push(resolve));
  } else {
    running += 1;
  }
  try {
    return await run();
  } finally {
    // The turn is handed over, not given back, so that nobody can slip in between.
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  }
}
