import { afterAll, describe, expect, test } from 'vitest';
import { type FreshDatabase, freshDatabase } from '@/tests/setup/database';
import { approvalFaults, endedApprovalFaults, newQuestionFaults } from '@/tests/support/approval-faults';
import { breakerFaults } from '@/tests/support/breaker-faults';
import { sharedVelocityFaults, usesFaults } from '@/tests/support/budget-faults';
import { bundle } from '@/tests/support/bundle';
import { untilDecided } from '@/tests/support/client';
import { clockSetBackFaults } from '@/tests/support/clock-set-back';
import { clockMaker } from '@/tests/support/clock-skew';
import { allowedAfterTheEnd, expiryFaults } from '@/tests/support/expiry-faults';
import { raceGrantsWithEnd } from '@/tests/support/grant-race';
import { violations } from '@/tests/support/history';
import { type Instance, startInstance } from '@/tests/support/instance';
import { killUnderLoad } from '@/tests/support/kill-under-load';
import { lockedOutFaults } from '@/tests/support/locked-out';
import {
  APPROVAL_ONCE,
  BREAKER,
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
import { overload } from '@/tests/support/overload';
import { startOwnPostgres } from '@/tests/support/postgres';
import { sameBytesFaults, threeAnswersFaults } from '@/tests/support/record-faults';
import { openServices, playRounds, randomFrom, recordedDecisions } from '@/tests/support/take-away';
import { throwingFactsFaults } from '@/tests/support/throwing-facts';
import { type Cast, callOf, makeWorld, sql } from '@/tests/support/world';

/**
 * Every promise is broken on purpose here, and its proof must say so: what finds nothing proves nothing. A hunt
 * brings the situation about in which the bug shows; it never waits for luck, whatever the machine's speed.
 */

const clocks = clockMaker();
afterAll(() => {
  if (typeof clocks !== 'string') clocks.close();
});

/** Runs a proof against instances that carry the bug, over a database that carries it. */
async function hunt<T>(
  mutant: Mutant,
  run: (url: string, instances: Instance[]) => Promise<T>,
  envs: Record<string, string>[] = [{}],
): Promise<T> {
  const database: FreshDatabase = await freshDatabase();
  const { planted = [] } = mutant;
  let instances: Instance[] = [];
  try {
    await mutant.database?.(database.url);
    instances = await Promise.all(
      envs.map((env) => startInstance({ databaseUrl: database.url, planted, env })),
    );
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
          // One after the other: what is taken away is all that has changed since an instance was asked.
          const alone = { lanes: 1, overlaps: 0, verbs: 0, random: randomFrom(7) };
          const played = await playRounds({ url, instances, kinds, roundsPerKind: 2, ...alone });
          expect(played.void).toEqual([]);
          return violations(played.history, await recordedDecisions(url));
        },
        [{}, {}],
      );
      const kindsFound = new Set(found.map(({ key }) => key.slice(0, key.lastIndexOf(' '))));
      expect([...kindsFound].sort()).toEqual([...mutant.kinds].sort());
    });
  }
});

describe('recorded-before-answered is seen to be broken when', () => {
  for (const mutant of RECORDED_BEFORE_ANSWERED) {
    test(mutant.name, async () => {
      const postgres = await startOwnPostgres();
      try {
        const { planted = [], situation } = mutant;
        const options = { planted, situation, allowsBetween: 40 };
        const { unrecorded } = await killUnderLoad(postgres, ['postgres'], options);
        expect(unrecorded.length).toBeGreaterThan(0);
      } finally {
        await postgres.close();
      }
    });
  }
});

describe('fail-closed is seen to be broken when', () => {
  for (const mutant of FAIL_CLOSED) {
    test(mutant.name, async () => {
      const faults = await hunt(mutant, async (url, [instance]) => {
        const [cast] = await makeWorld(url, { casts: 1 });
        return lockedOutFaults(url, instance as Instance, cast as Cast, mutant.held);
      });
      expect(faults.join()).toContain(mutant.fault);
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
          const [cast] = await makeWorld(url, { casts: 1 });
          const sides = { making: making.ctx, ending: ending.ctx };
          const race = await raceGrantsWithEnd(url, sides, cast as Cast, 0);
          await Promise.all([making.database.close(), ending.database.close()]);
          return race.outlived;
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
        (url, instances) => usesFaults(url, instances, { casts: 1, uses: 5, calls: 20, way: mutant.way }),
        [{}, {}],
      );
      expect(faults.length).toBeGreaterThan(0);
    });
  }
  for (const mutant of VELOCITY) {
    test(mutant.name, async () => {
      const faults = await hunt(mutant, sharedVelocityFaults, [{}, {}]);
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
        await untilDecided(() => (instance as Instance).ask(callOf(casts[0] as Cast)));
        return (await threeAnswersFaults(url)).faults;
      });
      expect(faults.length).toBeGreaterThan(0);
    });
  }
});

const SHOWS = {
  uses: (url: string, instances: Instance[]) => approvalFaults(url, instances, { casts: 1, times: 6 }),
  end: endedApprovalFaults,
  questions: newQuestionFaults,
};
describe('approval-once is seen to be broken when', () => {
  for (const mutant of APPROVAL_ONCE) {
    test(mutant.name, async () => {
      expect((await hunt(mutant, SHOWS[mutant.shows])).length).toBeGreaterThan(0);
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

describe('the circuit breaker is seen to be broken when', () => {
  for (const mutant of BREAKER) {
    test(mutant.name, async () => {
      const faults = await hunt(
        mutant,
        async (url, instances) => {
          const casts = await makeWorld(url, { casts: 4 });
          return breakerFaults(
            url,
            instances as [Instance, Instance],
            casts as [Cast, Cast, Cast, Cast],
            2000,
          );
        },
        [{}, {}],
      );
      expect(faults.length).toBeGreaterThan(0);
    });
  }
});
