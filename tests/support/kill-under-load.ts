import type { Planted } from './bundle';
import { ask } from './client';
import { type Instance, startInstance } from './instance';
import { type Answered, startLoad, unrecorded } from './load';
import type { OwnPostgres } from './postgres';
import { recordedDecisions } from './take-away';
import { until } from './until';
import { callOf, makeWorld } from './world';

export type Killed = {
  answered: Answered[];
  /** Allows that a client holds and the record does not. */
  unrecorded: string[];
  /** From each kill to the next allow. */
  recoveryMs: number[];
};

/**
 * Asks without a break while the service and PostgreSQL are killed in turns, each time after some more
 * allows have come in, and compares what the clients hold with the record.
 */
export async function killUnderLoad(
  postgres: OwnPostgres,
  victims: readonly ('app' | 'postgres')[],
  {
    planted = [],
    allowsBetween = 150,
    situation,
  }: {
    planted?: readonly Planted[];
    allowsBetween?: number;
    /** What is brought about before each kill; one more allow comes in between. */
    situation?: (url: string) => Promise<unknown>;
  } = {},
): Promise<Killed> {
  const casts = await makeWorld(postgres.url, { casts: 24, name: `k${Date.now() % 100_000}` });
  let instance: Instance = await startInstance({ databaseUrl: postgres.url, planted });
  let n = 0;
  const next = () => {
    n += 1;
    const cast = casts[n % casts.length];
    if (cast === undefined) throw new Error('no casts');
    return { origin: instance.origin, question: callOf(cast, { arguments: { q: `call ${n}` } }) };
  };
  const load = startLoad(12, next, ask);
  const recoveryMs: number[] = [];
  try {
    for (const victim of victims) {
      const before = load.allows();
      await until('more allows have come in', () => load.allows() >= before + allowsBetween);
      if (situation !== undefined) {
        await situation(postgres.url);
        const since = load.allows();
        await until('one more allow has come in', () => load.allows() > since);
      }
      const killedAt = performance.now();
      if (victim === 'app') {
        await instance.kill('SIGKILL');
        instance = await startInstance({ databaseUrl: postgres.url, planted });
      } else {
        await postgres.kill();
        await postgres.start();
      }
      const restartedAt = performance.now();
      await until('an allow after the restart', () =>
        load.answered.some(
          ({ sentAt, reply }) => sentAt > restartedAt && reply.evaluation?.decision === true,
        ),
      );
      recoveryMs.push(performance.now() - killedAt);
    }
  } finally {
    await load.stop();
    await instance.kill();
  }
  return {
    answered: load.answered,
    unrecorded: unrecorded(load.answered, await recordedDecisions(postgres.url)),
    recoveryMs,
  };
}
