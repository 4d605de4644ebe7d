import { afterAll, describe, expect, test } from 'vitest';
import { type FreshDatabase, freshDatabase } from '@/tests/setup/database';
import { usesFaults, velocityFaults } from '@/tests/support/budget-faults';
import { bundle } from '@/tests/support/bundle';
import { isAllow } from '@/tests/support/client';
import { clockSetBackFaults } from '@/tests/support/clock-set-back';
import { clockMaker } from '@/tests/support/clock-skew';
import { allowedAfterTheEnd, expiryFaults } from '@/tests/support/expiry-faults';
import { raceGrantsWithEnd } from '@/tests/support/grant-race';
import { violations } from '@/tests/support/history';
import { type Instance, startInstance } from '@/tests/support/instance';
import { killUnderLoad } from '@/tests/support/kill-under-load';
import {
  CLOCK_SET_BACK,
  DENY_BY_DEFAULT,
  EXPIRY,
  FAIL_CLOSED,
  HELD,
  type Mutant,
  NEXT_DECISION,
  OVERLOAD,
  RECORDED_BEFORE_ANSWERED,
  SAME_BYTES,
  TASK_BOUND,
  THREE_ANSWERS,
  USES,
  VELOCITY,
} from '@/tests/support/mutants';
import { askInWaves, outageFaults } from '@/tests/support/outage';
import { overload } from '@/tests/support/overload';
import { startOwnPostgres } from '@/tests/support/postgres';
import { startProxy } from '@/tests/support/proxy';
import { sameBytesFaults, threeAnswersFaults } from '@/tests/support/record-faults';
import { openServices, playRounds, randomFrom, recordedDecisions } from '@/tests/support/take-away';
import { throwingFactsFaults } from '@/tests/support/throwing-facts';
import { type Cast, callOf, makeWorld, sql } from '@/tests/support/world';

/** Every promise is broken on purpose here, and its proof must say so: what finds nothing proves nothing. */

const clocks = clockMaker();
afterAll(() => {
  if (typeof clocks !== 'string') clocks.close();
});

/** Runs a proof against instances that carry the bug, over a database that carries it. */
async function hunt<T>(
  mutant: Mutant,
  run: (url: string, instances: Instance[]) => Promise<T>,
  envs: Record<string, string>[] = [{}],
  via: (url: string) => string = (url) => url,
): Promise<T> {
  const database: FreshDatabase = await freshDatabase();
  const instances: Instance[] = [];
  try {
    await mutant.database?.(database.url);
    for (const env of envs) {
      const { planted = [] } = mutant;
      instances.push(await startInstance({ databaseUrl: via(database.url), planted, env }));
    }
    return await run(database.url, instances);
  } finally {
    await Promise.all(instances.map((one) => one.kill()));
    await database.drop();
  }
}

describe('next-decision is seen to be broken when', () => {
  for (const mutant of NEXT_DECISION) {
    test(mutant.name, async () => {
      const found = await hunt(
        mutant,
        async (url, instances) => {
          const { kinds } = mutant;
          const random = randomFrom(7);
          const played = await playRounds({ url, instances, kinds, roundsPerKind: 8, verbs: 0, random });
          expect(played.void).toEqual([]);
          return violations(played.history, await recordedDecisions(url));
        },
        [{}, {}],
      );
      expect(found.length).toBeGreaterThan(0);
    });
  }
});

describe('recorded-before-answered is seen to be broken when', () => {
  for (const mutant of RECORDED_BEFORE_ANSWERED) {
    test(mutant.name, async () => {
      const postgres = await startOwnPostgres();
      try {
        const { planted = [] } = mutant;
        let lost = 0;
        for (let i = 0; i < 4 && lost === 0; i += 1) {
          lost = (await killUnderLoad(postgres, ['postgres'], { planted, allowsBetween: 40 })).unrecorded
            .length;
        }
        expect(lost).toBeGreaterThan(0);
      } finally {
        await postgres.close();
      }
    });
  }
});

describe('fail-closed is seen to be broken when', () => {
  for (const mutant of FAIL_CLOSED) {
    test(mutant.name, async () => {
      const database = await freshDatabase();
      const proxy = await startProxy(database.url);
      const casts = await makeWorld(database.url, { casts: 8 });
      const { planted = [] } = mutant;
      const instance = await startInstance({ databaseUrl: proxy.url, planted });
      try {
        expect(isAllow(await instance.ask(callOf(casts[0] as Cast)))).toBe(true);
        proxy.set({ kind: 'blackhole' });
        const during = await askInWaves(instance, casts, { waves: mutant.waves, size: 4 });
        expect(outageFaults(during).length).toBeGreaterThan(0);
      } finally {
        await instance.kill();
        await proxy.close();
        await database.drop();
      }
    });
  }
});

describe('expiry-by-evaluation is seen to be broken when', () => {
  for (const mutant of EXPIRY) {
    test.skipIf(typeof clocks === 'string')(mutant.name, async () => {
      if (typeof clocks === 'string') return;
      const faults = await hunt(mutant, expiryFaults, [clocks.make(7200).env]);
      expect(faults.length).toBeGreaterThan(0);
    });
  }
  test(HELD.name, async () => {
    const allowed = await hunt(HELD, (url, [instance]) => allowedAfterTheEnd(url, instance as Instance));
    expect(allowed).toBeGreaterThan(0);
  });
  for (const mutant of CLOCK_SET_BACK) {
    test.skipIf(typeof clocks === 'string')(mutant.name, async () => {
      if (typeof clocks === 'string') return;
      expect((await clockSetBackFaults(clocks, mutant)).length).toBeGreaterThan(0);
    });
  }
});

describe('task-bound is seen to be broken when', () => {
  for (const mutant of TASK_BOUND) {
    test(mutant.name, async () => {
      const outlived = await hunt(
        mutant,
        async (url) => {
          const [making, ending] = await Promise.all([openServices(url), openServices(url)]);
          const all: string[] = [];
          for (const cast of await makeWorld(url, { casts: 12 })) {
            all.push(
              ...(await raceGrantsWithEnd(url, { making: making.ctx, ending: ending.ctx }, cast, 16))
                .outlived,
            );
            if (all.length > 0) break;
          }
          await Promise.all([making.database.close(), ending.database.close()]);
          return all;
        },
        [],
      );
      expect(outlived.length).toBeGreaterThan(0);
    });
  }
});

describe('same-bytes is seen to be broken when', () => {
  for (const mutant of SAME_BYTES) {
    test(mutant.name, async () => {
      const faults = await hunt(mutant, async (url, [instance]) => {
        const casts = await makeWorld(url, { casts: 2 });
        await sql(url, 'UPDATE tools SET input_schema = NULL');
        return sameBytesFaults(url, instance as Instance, casts, [{ q: 'Acme', a: { z: 1, B: [2] } }]);
      });
      expect(faults.length).toBeGreaterThan(0);
    });
  }
});

describe('the budgets are seen to be broken when', () => {
  for (const mutant of USES) {
    test(mutant.name, async () => {
      const faults = await hunt(
        mutant,
        (url, instances) => usesFaults(url, instances, { casts: 6, uses: 5, calls: 50 }),
        [{}, {}],
      );
      expect(faults.length).toBeGreaterThan(0);
    });
  }
  for (const mutant of VELOCITY) {
    test(mutant.name, async () => {
      const faults = await hunt(
        mutant,
        (url, instances) => velocityFaults(url, instances, { perTask: 1000, perAgent: 25, calls: 60 }),
        [{}, {}],
      );
      expect(faults.length).toBeGreaterThan(0);
    });
  }
});

describe('deny-by-default is seen to be broken when', () => {
  for (const mutant of DENY_BY_DEFAULT) {
    test(mutant.name, async () => {
      const file = await bundle('lib/domain/decide.ts', mutant.planted);
      const { decide } = await import(/* @vite-ignore */ file);
      expect(throwingFactsFaults(decide).faults.length).toBeGreaterThan(0);
    });
  }
});

describe('three-answers is seen to be broken when', () => {
  for (const mutant of THREE_ANSWERS) {
    test(mutant.name, async () => {
      const faults = await hunt(mutant, async (url, [instance]) => {
        const casts = await makeWorld(url, { casts: 1 });
        await (instance as Instance).ask(callOf(casts[0] as Cast));
        return (await threeAnswersFaults(url)).faults;
      });
      expect(faults.length).toBeGreaterThan(0);
    });
  }
});

describe('shedding is seen to be broken when', () => {
  for (const mutant of OVERLOAD) {
    test(mutant.name, async () => {
      const shed = await hunt(mutant, async (url, [instance]) => {
        const casts = await makeWorld(url, { casts: 50 });
        return (await overload(url, instance as Instance, casts)).shed;
      });
      expect(shed).toEqual([]);
    });
  }
});
