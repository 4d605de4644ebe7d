import type { Ctx } from '../context';
import { ServiceError } from '../errors';

/** How many of one caller's questions may wait behind the one that is worked on. */
const MOST_WAITING = 4;
const turns = new Map<string, { last: Promise<unknown>; open: number }>();

/**
 * Works on one question of a caller at a time, in this process: a blast radius reads and computes much, and who asks
 * for many at once waits for themselves and not others for them. Throws `too_many_requests` when too many wait already.
 */
export async function inTurn<T>({ actor }: Ctx, work: () => Promise<T>): Promise<T> {
  const caller = actor.userId ?? actor.id;
  const turn = turns.get(caller) ?? { last: Promise.resolve(), open: 0 };
  if (turn.open > MOST_WAITING) {
    throw new ServiceError(
      'too_many_requests',
      'so many blast radii are being computed for you already: ask again when they are answered',
    );
  }
  turns.set(caller, turn);
  turn.open += 1;
  const answer = turn.last.then(work);
  turn.last = answer.catch(() => {});
  try {
    return await answer;
  } finally {
    turn.open -= 1;
    if (turn.open === 0) turns.delete(caller);
  }
}
