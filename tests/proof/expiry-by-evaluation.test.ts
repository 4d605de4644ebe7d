import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FreshDatabase, freshDatabase } from '@/tests/setup/database';
import type { Reply } from '@/tests/support/client';
import { clockSetBackFaults } from '@/tests/support/clock-set-back';
import { type ClockMaker, clockMaker } from '@/tests/support/clock-skew';
import { allowedAfterTheEnd, beforeItEnds, hasPassed } from '@/tests/support/expiry-faults';
import { type Instance, startInstance } from '@/tests/support/instance';
import { until } from '@/tests/support/until';
import { type Cast, callOf, makeWorld, sql } from '@/tests/support/world';

const TWO_HOURS = 7200;

/** Nothing ends anything here: no scheduler runs, and no state is written when an end passes. */
const clocks: ClockMaker | string = clockMaker();
afterAll(() => {
  if (typeof clocks !== 'string') clocks.close();
});

const told = (reply: Reply) => [
  reply.status,
  reply.evaluation?.context.outcome,
  reply.evaluation?.context.reason,
];
describe('with the clock of the service right, two hours ahead, and two hours behind', () => {
  let database: FreshDatabase;
  const instances: Instance[] = [];
  beforeAll(async () => {
    database = await freshDatabase();
    const skews = typeof clocks === 'string' ? [0] : [0, TWO_HOURS, -TWO_HOURS];
    if (typeof clocks === 'string') console.log(`only with the right clock: ${clocks}`);
    for (const skew of skews) {
      const env = typeof clocks === 'string' || skew === 0 ? {} : clocks.make(skew).env;
      instances.push(await startInstance({ databaseUrl: database.url, env }));
    }
  });
  afterAll(async () => {
    await Promise.all(instances.map((one) => one.kill()));
    await database?.drop();
  });

  let worlds = 0;
  const nextName = (what: string): string => {
    worlds += 1;
    return `${what}${worlds}`;
  };
  /** Dated with the database's time. */
  const askEach = async (cast: Cast) => {
    const answers: unknown[] = [];
    for (const instance of instances) {
      const [before] = await sql(database.url, 'SELECT clock_timestamp() AS now');
      const reply = await instance.ask(callOf(cast));
      const [after] = await sql(database.url, 'SELECT clock_timestamp() AS now');
      const [row] = await sql(database.url, 'SELECT at FROM decisions WHERE id = $1', [
        reply.evaluation?.context.evaluation_id,
      ]);
      // The service's idea of the time may lag by the time an answer took, never by a clock that was set. A
      // key that has ended meanwhile is told of no decision.
      if (row !== undefined) {
        expect(row.at.getTime()).toBeGreaterThan(before?.now.getTime() - 10_000);
        expect(row.at.getTime()).toBeLessThanOrEqual(after?.now.getTime());
      }
      answers.push(told(reply));
    }
    return answers;
  };
  /** All instances must say the same. */
  const askAll = async (cast: Cast) => {
    const answers = await askEach(cast);
    expect(answers).toEqual(answers.map(() => answers[0]));
    return answers[0];
  };
  const allAllow = () => instances.map(() => [200, 'allow', 'granted']);

  test('a grant that ends is denied at its end', async () => {
    const { made: cast, seen } = await beforeItEnds(
      async (seconds) => {
        const options = { casts: 1, name: nextName('grant'), grantSeconds: seconds };
        return (await makeWorld(database.url, options))[0] as Cast;
      },
      askEach,
      ({ grant }) => hasPassed(database.url, 'grants', grant),
    );
    expect(seen).toEqual(allAllow());
    await until('the grant’s end has passed', () => hasPassed(database.url, 'grants', cast.grant));
    expect(await askAll(cast)).toEqual([200, 'escalate', 'grant_expired']);
  });

  test('a task that ends is denied at its end, although its row still says running', async () => {
    const { made: cast, seen } = await beforeItEnds(
      async (seconds) => {
        const options = { casts: 1, name: nextName('task'), taskSeconds: seconds };
        return (await makeWorld(database.url, options))[0] as Cast;
      },
      askEach,
      ({ task }) => hasPassed(database.url, 'tasks', task),
    );
    expect(seen).toEqual(allAllow());
    await until('the task’s end has passed', () => hasPassed(database.url, 'tasks', cast.task));
    expect(await askAll(cast)).toEqual([200, 'deny', 'task_not_running']);
    expect(await sql(database.url, 'SELECT state FROM tasks WHERE id = $1', [cast.task])).toEqual([
      { state: 'running' },
    ]);
  });

  test('an entitlement that ends takes its grants along, and a key that expires is no key', async () => {
    const passed = async (which: 'least' | 'greatest', [cast, other]: [Cast, Cast]) => {
      const rows = await sql(
        database.url,
        `SELECT 1 FROM entitlements e, api_keys k
          WHERE e.id = $1 AND k.id = $2 AND ${which}(e.ends_at, k.expires_at) <= clock_timestamp()`,
        [cast.entitlement, other.keyId],
      );
      return rows.length === 1;
    };
    const { made: casts, seen } = await beforeItEnds(
      async (seconds) => {
        const options = { casts: 2, name: nextName('ent'), ownKeys: true };
        const [cast, other] = (await makeWorld(database.url, options)) as [Cast, Cast];
        const end = `clock_timestamp() + interval '${seconds} seconds'`;
        await sql(
          database.url,
          `UPDATE entitlements SET ends_at = ${end} WHERE id = '${cast.entitlement}';
           UPDATE api_keys SET expires_at = ${end} WHERE id = '${other.keyId}'`,
        );
        return [cast, other] as [Cast, Cast];
      },
      async ([cast, other]) => [...(await askEach(cast)), ...(await askEach(other))],
      (made) => passed('least', made),
    );
    expect(seen).toEqual([...allAllow(), ...allAllow()]);
    await until('both ends have passed', () => passed('greatest', casts));
    const [cast, other] = casts;
    expect(await askAll(cast)).toEqual([200, 'deny', 'outside_entitlement']);
    for (const instance of instances) expect((await instance.ask(callOf(other))).status).toBe(401);
  });

  test('what ends while the decision waits to be recorded is not allowed', async () => {
    expect(await allowedAfterTheEnd(database.url, instances[0] as Instance)).toBe(0);
  });
});

describe('when the clock of PostgreSQL is set back', () => {
  test('nothing is allowed until it has caught up, and nothing that had ended comes back', async (context) => {
    if (typeof clocks === 'string') {
      console.log(`skipped: ${clocks}`);
      return context.skip();
    }
    expect(await clockSetBackFaults(clocks)).toEqual([]);
  });
});
