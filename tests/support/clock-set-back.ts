import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { loadSigner } from '@/lib/ledger/load-signer';
import { writeCheckpoint } from '@/lib/ledger/write-checkpoint';
import { isAllow } from './client';
import type { ClockMaker } from './clock-skew';
import { beforeItEnds, hasPassed } from './expiry-faults';
import { startInstance } from './instance';
import type { Mutant } from './mutants';
import { startOwnPostgres } from './postgres';
import { until } from './until';
import { type Cast, callOf, makeWorld, sql } from './world';

/** Sets the clock of a PostgreSQL back after a grant has ended; says what was allowed by that. */
export async function clockSetBackFaults(clocks: ClockMaker, mutant?: Mutant): Promise<string[]> {
  const clock = clocks.make(0);
  const dataDir = mkdtempSync(path.join(realpathSync(os.tmpdir()), 'cordon-data-'));
  const postgres = await startOwnPostgres({ env: clock.env });
  const { url } = postgres;
  await mutant?.database?.(url);
  const instance = await startInstance({ databaseUrl: url });
  const faults: string[] = [];
  try {
    const [long] = (await makeWorld(url, { casts: 1, name: 'long' })) as [Cast];
    const reasonFor = async (cast: Cast): Promise<string> => {
      const reply = await instance.ask(callOf(cast));
      return reply.evaluation?.context.reason ?? String(reply.status);
    };
    const expectReason = async (cast: Cast, expected: string, told?: string) => {
      told ??= await reasonFor(cast);
      if (told !== expected) faults.push(`${told} of ${cast.agent} instead of ${expected}`);
    };
    const { made: short, seen } = await beforeItEnds(
      async (seconds) => {
        const [cast] = (await makeWorld(url, {
          casts: 1,
          name: `short${seconds}`,
          grantSeconds: seconds,
        })) as [Cast];
        // It has been live for a while, so that an earlier time would find it live.
        await sql(url, `UPDATE grants SET starts_at = starts_at - interval '50 seconds' WHERE id = $1`, [
          cast.grant,
        ]);
        return cast;
      },
      reasonFor,
      ({ grant }) => hasPassed(url, 'grants', grant),
    );
    await expectReason(short, 'granted', seen);
    await until('the grant’s end has passed', () => hasPassed(url, 'grants', short.grant));
    await expectReason(short, 'grant_expired');
    const expectNoneOfAFresh = async () => {
      // A service that starts now knows nothing of before, and is not fooled either.
      const fresh = await startInstance({ databaseUrl: url });
      const reply = await fresh.ask(callOf(short));
      if (reply.status !== 503) faults.push(`a fresh instance answered ${reply.status} ${reply.text}`);
      await fresh.kill();
    };
    clock.set(-20);
    await expectNoneOfAFresh();
    clock.set(0);

    const pool = new pg.Pool({ connectionString: url, max: 2 });
    await writeCheckpoint(pool, loadSigner(dataDir), dataDir);
    await pool.end();

    for (const seconds of [-3600, -60]) {
      clock.set(seconds);
      const [row] = await sql(url, 'SELECT clock_timestamp() AS now');
      if (row?.now.getTime() > Date.now() + seconds * 1000 + 5000)
        faults.push('the clock was not set back at all');
      for (const cast of [short, long, short, long]) await expectReason(cast, '503');
    }
    await expectNoneOfAFresh();

    clock.set(0);
    await until('it allows again by itself', async () => isAllow(await instance.ask(callOf(long))));
    await expectReason(short, 'grant_expired');
  } finally {
    await instance.kill();
    await postgres.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
  return faults;
}
