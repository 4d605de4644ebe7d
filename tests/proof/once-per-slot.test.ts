import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Database, openDatabase } from '@/lib/db/client';
import { type Ctx, systemActor } from '@/lib/services/context';
import { keepReviewsGoing } from '@/lib/services/review-campaign/keep-going';
import { signOffCampaign } from '@/lib/services/review-campaign/sign-off';
import { type FreshDatabase, freshDatabase } from '@/tests/setup/database';
import { isAllow } from '@/tests/support/client';
import { clockMaker } from '@/tests/support/clock-skew';
import { startInstance } from '@/tests/support/instance';
import { startOwnPostgres } from '@/tests/support/postgres';
import { makeSchedules, slotFaults, startScheduling } from '@/tests/support/slot-faults';
import { until } from '@/tests/support/until';
import { callOf, makeWorld, sql } from '@/tests/support/world';

const clocks = clockMaker();
afterAll(() => {
  if (typeof clocks !== 'string') clocks.close();
});

const SCHEDULES = 12;

// INVARIANT (once-per-slot)
describe.skipIf(typeof clocks === 'string')(
  'three schedulers, killed again and again, under a clock that jumps',
  () => {
    const run = async (
      jumps: readonly number[],
      planted: Parameters<typeof slotFaults>[1]['planted'] = [],
    ) => {
      if (typeof clocks === 'string') throw new Error(clocks);
      const clock = clocks.make(0);
      const postgres = await startOwnPostgres({ env: clock.env });
      try {
        const [cast] = await makeWorld(postgres.url, { casts: 1 });
        await makeSchedules(postgres.url, SCHEDULES, cast?.agent ?? '');
        return await slotFaults(postgres.url, { clock, schedules: SCHEDULES, jumps, planted });
      } finally {
        await postgres.close();
      }
    };

    test('fire each slot once, forget none, and catch up with one campaign', async () => {
      // In hours: ahead, back to where it was, further ahead, far behind, and on.
      expect(await run([1, 0, 2, -2, 3])).toEqual([]);
    });

    test('and it is seen when a slot is neither held nor one key for all', async () => {
      const file = 'lib/services/review-campaign/claim-slots.ts';
      const faults = await run(
        [1, 2, 3],
        [
          { file, find: ' FOR NO KEY UPDATE SKIP LOCKED`', replace: '`' },
          { file, find: "key: '',", replace: 'key: String(process.pid),' },
        ],
      );
      expect(faults.join('\n')).toMatch(/campaigns for \d+ slots/);
    });
  },
);

describe('a sign-off', () => {
  let fresh: FreshDatabase;
  let database: Database;
  beforeEach(async () => {
    fresh = await freshDatabase();
    database = await openDatabase(fresh.url, { max: 4 });
  });
  afterEach(async () => {
    await database.close();
    await fresh.drop();
  });

  const contextOf = (more: Partial<Ctx['actor']> = {}): Ctx => ({
    actor: { ...systemActor('scheduler'), ...more },
    prisma: database.prisma,
    requestId: 'req_test',
    ifMatch: null,
    publicUrl: 'http://127.0.0.1',
  });
  const reviewer = { kind: 'user', id: 'usr_keeperw', userId: 'usr_keeperw' } as const;

  /** A campaign over every entitlement, in which one person has decided the same of each. */
  async function decided(verb: 'revoke' | 'narrow', scope: object | null): Promise<string> {
    await sql(fresh.url, `UPDATE review_schedules SET state = 'paused'`);
    await sql(
      fresh.url,
      `INSERT INTO review_schedules (id, name, covers, cadence, time_zone, starts_at, reviewer, duration_days, grace_days,
                                     on_silence, next_slot_at, created_by_id, created_at)
       VALUES ('rvs_t', 't', '{"what": ["entitlements"], "filter": {}}', '{"rrule": "FREQ=DAILY"}', 'UTC', date_trunc('minute', clock_timestamp()),
               '{"kind": "people", "people": ["keeperw@example.com"]}', 10, 3, 'keep', date_trunc('minute', clock_timestamp()), 'test', clock_timestamp())`,
    );
    await keepReviewsGoing(contextOf(), () => true);
    await sql(
      fresh.url,
      `UPDATE review_items SET state = 'decided', verb = $1::review_verb, scope = $2, decided_by_id = 'usr_keeperw', decided_at = clock_timestamp()`,
      [verb, scope === null ? null : JSON.stringify(scope)],
    );
    const [row] = await sql(fresh.url, 'SELECT id FROM review_campaigns');
    return row?.id as string;
  }

  // INVARIANT (next-decision)
  test.each([
    ['revoke', null],
    [
      'narrow',
      {
        system: 'crm-w',
        tools: ['other'],
        actionClasses: ['write'],
        resources: [],
        maxSensitivity: 'internal',
        arguments: {},
      },
    ],
  ] as const)(
    'that says %s is felt by the very next call, on another instance, while the agent works',
    async (verb, scope) => {
      const casts = await makeWorld(fresh.url, { casts: 4 });
      const campaign = await decided(verb, scope);
      const instance = await startInstance({ databaseUrl: fresh.url });
      try {
        let isSigned = false;
        const late: string[] = [];
        let allowedBefore = 0;
        const work = casts.map(async (cast, n) => {
          for (let i = 0; i < 10_000; i += 1) {
            const began = isSigned;
            const reply = await instance.ask({ ...callOf(cast), callId: `c-${n}-${i}` });
            if (isAllow(reply) && began) late.push(`${cast.agent} was allowed after the sign-off`);
            if (isAllow(reply) && !began) allowedBefore += 1;
            if (began && i > 3) break;
          }
        });
        await until('the agents work', () => Promise.resolve(allowedBefore >= casts.length));
        const done = await signOffCampaign(contextOf(reviewer), { id: campaign });
        isSigned = true;
        await Promise.all(work);
        expect(late).toEqual([]);
        expect(done).toMatchObject({ signedOff: 4, waiting: 0, state: 'closed' });
      } finally {
        await instance.kill();
      }
    },
  );

  test('that is killed anywhere is finished by the scheduler, each decision once', async () => {
    const casts = await makeWorld(fresh.url, { casts: 40 });
    const campaign = await decided('revoke', null);
    const env = { SIGN_OFF: campaign, AS: 'usr_keeperw' };
    const one = await startScheduling({ databaseUrl: fresh.url, env });
    const applied = async () =>
      Number((await sql(fresh.url, `SELECT count(*) AS n FROM review_items WHERE state = 'applied'`))[0]?.n);
    await Promise.race([until('some of it is applied', async () => (await applied()) >= 5), one.ended]);
    await one.kill();
    const before = await applied();
    const two = await startScheduling({ databaseUrl: fresh.url });
    await until('all of it is applied', async () => (await applied()) === casts.length);
    await two.kill();
    expect(before).toBeGreaterThanOrEqual(5);
    const [row] = await sql(
      fresh.url,
      `SELECT (SELECT count(*)::int FROM entitlements WHERE revoked_at IS NULL) AS live,
              (SELECT count(*)::int FROM audit_events WHERE event = 'entitlement.revoked') AS revoked,
              (SELECT count(*)::int FROM review_verdicts WHERE said = 'apply') AS told`,
    );
    expect(row).toEqual({ live: 0, revoked: casts.length, told: casts.length });
  });
});
