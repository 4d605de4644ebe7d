import { ask, isAllow, type Question } from './client';
import type { Instance } from './instance';
import type { Answered } from './load';
import { until } from './until';
import { type Cast, callOf } from './world';

/**
 * Every answer is there by then: the deadline of a decision, and the rest for a busy machine. Less than two of
 * the database's limits of two seconds one after the other, which is what can happen without a deadline.
 */
export const ANSWER_WITHIN_MS = 3500;

/** What is wrong with answers given while nothing can be recorded. */
export function outageFaults(answered: readonly Answered[]): string[] {
  return answered.flatMap(({ reply }) => [
    ...(isAllow(reply) ? ['allowed'] : []),
    ...(reply.status === 503 ? [] : [`answered ${reply.status} ${reply.text.slice(0, 80)}`]),
    ...(reply.status === 503 && reply.headers['retry-after'] === undefined ? ['no Retry-After'] : []),
    ...(reply.tookMs > ANSWER_WITHIN_MS ? [`answered after ${Math.round(reply.tookMs)} ms`] : []),
  ]);
}

/** Asks in waves, one after the other, each of several questions at once. */
export async function askInWaves(
  instance: Instance,
  casts: readonly Cast[],
  { waves, size, callIds }: { waves: number; size: number; callIds?: string },
): Promise<Answered[]> {
  const answered: Answered[] = [];
  for (let wave = 0; wave < waves; wave += 1) {
    const questions = Array.from({ length: size }, (_, i): Question => {
      const cast = casts[(wave * size + i) % casts.length] as Cast;
      return callOf(cast, callIds === undefined ? {} : { callId: `${callIds}-${wave}-${i}` });
    });
    answered.push(
      ...(await Promise.all(
        questions.map(async (question) => {
          const sentAt = performance.now();
          return { question, sentAt, reply: await ask(instance.origin, question) };
        }),
      )),
    );
  }
  return answered;
}

/** Waits until a call is allowed again, without anybody having touched the service. */
export async function untilAllowed(instance: Instance, cast: Cast): Promise<void> {
  await until('the service allows again by itself', async () => isAllow(await instance.ask(callOf(cast))));
}
