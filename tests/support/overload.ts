import { askMany, isAllow, type Reply } from './client';
import type { Instance } from './instance';
import { until } from './until';
import { type Cast, callOf, withClient } from './world';

const REQUESTS = 60;
const CALLS_A_REQUEST = 100;

/**
 * Sends 6,000 calls while nothing can be recorded. Answers which requests were turned away for it, before
 * the way was clear again; which were answered otherwise; and whether calls are allowed afterwards.
 */
export async function overload(url: string, instance: Instance, casts: readonly Cast[]) {
  const shed: Reply[] = [];
  const waited: Reply[] = [];
  await withClient(url, async (client) => {
    await client.query('BEGIN; LOCK TABLE decisions IN ACCESS EXCLUSIVE MODE');
    const asked = Array.from({ length: REQUESTS }, async (_, i) => {
      const cast = casts[i % casts.length] as Cast;
      const { key, ...question } = callOf(cast);
      const questions = Array.from({ length: CALLS_A_REQUEST }, () => question);
      const reply = await askMany(instance.origin, key, questions);
      (reply.text.includes('too many') ? shed : waited).push(reply);
    });
    // Nobody can have been answered otherwise so far: the table is still locked.
    await until('somebody is turned away, or answered', () => shed.length > 0 || waited.length > 0).catch(
      () => {},
    );
    await client.query('ROLLBACK');
    await Promise.all(asked);
  });
  await until('calls are allowed again', async () => isAllow(await instance.ask(callOf(casts[0] as Cast))));
  return { shed, waited, recovered: true };
}
