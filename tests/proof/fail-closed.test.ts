import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isAllow } from '@/tests/support/client';
import { type Instance, startInstance } from '@/tests/support/instance';
import { type Answered, unrecorded } from '@/tests/support/load';
import { lockedOutFaults } from '@/tests/support/locked-out';
import { askInWaves, outageFaults, untilAllowed } from '@/tests/support/outage';
import { type OwnPostgres, startOwnPostgres } from '@/tests/support/postgres';
import { type Mode, startProxy, type TcpProxy } from '@/tests/support/proxy';
import { mountSmallVolume } from '@/tests/support/small-volume';
import { recordedDecisions } from '@/tests/support/take-away';
import { until } from '@/tests/support/until';
import { type Cast, callOf, makeWorld, sql, withClient } from '@/tests/support/world';

/** Long enough for what was believed to be forgotten, and for the service to look for a new connection. */
const WAVES = { waves: 3, size: 8 };

let postgres: OwnPostgres;
let proxy: TcpProxy;
let instance: Instance;
let casts: Cast[];
beforeAll(async () => {
  postgres = await startOwnPostgres({
    settings: { max_connections: '25', superuser_reserved_connections: '0' },
  });
  proxy = await startProxy(postgres.url);
  casts = await makeWorld(postgres.url, { casts: 16 });
  instance = await startInstance({ databaseUrl: proxy.url });
});
afterAll(async () => {
  await instance?.kill();
  await proxy?.close();
  await postgres?.close();
});

const firstCast = () => casts[0] as Cast;

/** The whole of one outage: allowed before, no allow while it lasts, allowed again after it by itself. */
async function outage(begin: () => unknown, end: () => unknown): Promise<Answered[]> {
  for (const cast of casts.slice(0, 4)) await untilAllowed(instance, cast);
  await begin();
  let during: Answered[];
  try {
    during = await askInWaves(instance, casts, WAVES);
  } finally {
    await end();
  }
  expect(outageFaults(during)).toEqual([]);
  expect(during).toHaveLength(WAVES.waves * WAVES.size);
  await untilAllowed(instance, firstCast());
  return during;
}

test('the database is stopped', () =>
  outage(
    () => postgres.stop(),
    () => postgres.start(),
  ));

test('the database is frozen, for as long as three waves of calls wait', () =>
  outage(postgres.freeze, postgres.thaw));

const cut: Mode[] = [{ kind: 'blackhole' }, { kind: 'reset' }, { kind: 'drop-replies' }];
for (const mode of cut) {
  test(`the way to the database is a ${mode.kind}`, () =>
    outage(
      () => proxy.set(mode),
      () => proxy.set({ kind: 'pass' }),
    ));
}

test('an answer of the database that is cut in the middle is no answer', async () => {
  for (const bytes of [1, 40, 200]) {
    await untilAllowed(instance, firstCast());
    proxy.set({ kind: 'cut-after', bytes });
    const during = await askInWaves(instance, casts, { waves: 1, size: 8 });
    proxy.set({ kind: 'pass' });
    expect(outageFaults(during)).toEqual([]);
  }
  await untilAllowed(instance, firstCast());
});

test('a slow way to the database only takes longer', async () => {
  proxy.set({ kind: 'delay', ms: 50 });
  const slow = await askInWaves(instance, casts, { waves: 2, size: 8 });
  proxy.set({ kind: 'pass' });
  expect(slow.every(({ reply }) => isAllow(reply))).toBe(true);
});

test('503, then the same call_id again: one record, one use spent, whether or not it was written', async () => {
  const limited = await makeWorld(postgres.url, { casts: 8, name: 'retry', uses: 1 });
  await Promise.all(limited.map((cast) => instance.ask(callOf(cast, { arguments: { q: 7 } as never }))));
  proxy.set({ kind: 'drop-replies' });
  const lost = await Promise.all(limited.map((cast) => instance.ask(callOf(cast, { callId: 'once' }))));
  proxy.set({ kind: 'pass' });
  expect(lost.map(({ status }) => status)).toEqual(limited.map(() => 503));
  await untilAllowed(instance, firstCast());

  const ids = await Promise.all(
    limited.map(async (cast) => {
      const reply = await instance.ask(callOf(cast, { callId: 'once' }));
      const again = await instance.ask(callOf(cast, { callId: 'once' }));
      expect([isAllow(reply), isAllow(again)]).toEqual([true, true]);
      expect(again.evaluation?.context.evaluation_id).toBe(reply.evaluation?.context.evaluation_id);
      return reply.evaluation?.context.evaluation_id;
    }),
  );
  const rows = await sql(
    postgres.url,
    `SELECT d.id, u.spent FROM decisions d JOIN grant_uses u ON u.grant_id = d.record::json #>> '{answers,need,grant}'
      WHERE d.record::json ->> 'call_id' = 'once'`,
  );
  expect(rows.map(({ id }) => id).sort()).toEqual([...ids].sort());
  expect(rows.map(({ spent }) => spent)).toEqual(limited.map(() => 1));
});

test('the database has no connection left', async () => {
  const taken: pg.Client[] = [];
  const takeAll = async () => {
    for (;;) {
      const client = new pg.Client({ connectionString: postgres.url });
      client.on('error', () => {});
      try {
        await client.connect();
        taken.push(client);
      } catch (error) {
        if ((error as { code?: string }).code === '53300') return;
        throw error;
      }
    }
  };
  await outage(
    async () => {
      await takeAll();
      // Ours are ended, and somebody else is faster.
      await taken[0]?.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'cordon%'`,
      );
      await takeAll();
    },
    () => Promise.all(taken.map((client) => client.end())),
  );
});

test('a lock that somebody holds on the record', async () => {
  await withClient(postgres.url, async (client) => {
    await outage(
      () =>
        client.query(
          'SET idle_in_transaction_session_timeout = 0; BEGIN; LOCK TABLE decisions IN ACCESS EXCLUSIVE MODE',
        ),
      () => client.query('ROLLBACK'),
    );
  });
});

for (const held of ['task', 'keys'] as const) {
  test(`a lock that somebody holds on the ${held}`, async () => {
    expect(await lockedOutFaults(postgres.url, instance, firstCast(), held)).toEqual([]);
  });
}

test('after all that, every allow that was answered is recorded', async () => {
  const answered = await askInWaves(instance, casts, { waves: 1, size: 16 });
  expect(unrecorded(answered, await recordedDecisions(postgres.url))).toEqual([]);
});

test('the disk is full: what cannot be recorded is not allowed', async (context) => {
  const volume = mountSmallVolume(160);
  if (typeof volume === 'string') {
    console.log(`skipped: ${volume}`);
    return context.skip();
  }
  const own = await startOwnPostgres({ volume: `${volume.folder}/data` }).catch((error) => {
    volume.close();
    throw error;
  });
  const one = await startInstance({ databaseUrl: own.url });
  try {
    const world = await makeWorld(own.url, { casts: 8 });
    const answered: Answered[] = [];
    const askBulky = async (n: number) => {
      // Random text, which does not shrink: each record needs new pages.
      const q = Array.from({ length: 6000 }, () => Math.random().toString(36).slice(2, 12)).join('');
      const question = callOf(world[n % world.length] as Cast, { arguments: { q } });
      const sentAt = performance.now();
      const reply = await one.ask(question);
      answered.push({ question, sentAt, reply });
      return reply;
    };
    expect(isAllow(await askBulky(0))).toBe(true);
    volume.fill();
    let n = 0;
    await until('nothing can be recorded any more', async () => {
      n += 1;
      return (await askBulky(n)).status === 503;
    });
    const during = await Promise.all(Array.from({ length: 8 }, (_, i) => askBulky(i)));
    expect(
      outageFaults(during.map((reply) => ({ question: callOf(firstCast()), sentAt: 0, reply }))),
    ).toEqual([]);
    expect(await sql(own.url, 'SELECT count(*)::int AS n FROM agents')).toEqual([{ n: 8 }]);
    volume.free();
    await until('it records again by itself', async () => isAllow(await askBulky(0)));
    expect(unrecorded(answered, await recordedDecisions(own.url))).toEqual([]);
  } finally {
    await one.kill();
    await own.close();
    volume.close();
  }
});
