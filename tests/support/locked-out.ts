import { randomBytes } from 'node:crypto';
import { ask, type Question } from './client';
import type { Instance } from './instance';
import { whileLocked } from './locks';
import { ANSWER_WITHIN_MS, outageFaults, untilAllowed } from './outage';
import { type Cast, callOf } from './world';

/** What somebody else may hold, and how it is met. */
const HELD = {
  /** Nothing can be written. */
  record: {
    lock: () => 'LOCK TABLE decisions IN ACCESS EXCLUSIVE MODE',
    question: (cast: Cast) => callOf(cast),
  },
  /** It is skipped, so that the call is tried again and again, without an end of its own. */
  task: {
    lock: ({ task }: Cast) => `SELECT 1 FROM task_live WHERE task_id = '${task}' FOR UPDATE`,
    question: (cast: Cast) => callOf(cast),
  },
  /** Keys that nobody has seen yet are looked up, and each look-up waits for the one before. */
  keys: {
    lock: () => 'LOCK TABLE api_keys IN ACCESS EXCLUSIVE MODE',
    question: (cast: Cast): Question => ({
      ...callOf(cast),
      key: `cdn_${randomBytes(32).toString('base64url')}`,
    }),
  },
} as const;
export type Held = keyof typeof HELD;

/** Asks twice at once while somebody holds a lock; says what is wrong with the answers. */
export async function lockedOutFaults(
  url: string,
  instance: Instance,
  cast: Cast,
  held: Held,
): Promise<string[]> {
  const { lock, question } = HELD[held];
  // What it knows of the call is in memory now.
  await untilAllowed(instance, cast);
  const answered = await whileLocked(url, lock(cast), () => {
    const questions = [question(cast), question(cast)];
    return Promise.all(
      questions.map(async (one) => {
        const sentAt = performance.now();
        const reply = await ask(instance.origin, one, { patienceMs: ANSWER_WITHIN_MS + 500 });
        return { question: one, sentAt, reply };
      }),
    );
  });
  await untilAllowed(instance, cast);
  return outageFaults(answered);
}
