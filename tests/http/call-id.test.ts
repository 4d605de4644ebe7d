import { afterAll, beforeAll, expect, test } from 'vitest';
import { canonicalJson } from '@/lib/ledger/canonical';
import { type FreshDatabase, freshDatabase } from '@/tests/setup/database';
import { bodyOf, isAllow, type Reply } from '@/tests/support/client';
import { type Instance, startInstance } from '@/tests/support/instance';
import { throughBothDoors } from '@/tests/support/scene';
import { type Cast, callOf, makeWorld, sql } from '@/tests/support/world';

const idOf = (reply: Reply) => reply.evaluation?.context.evaluation_id;

throughBothDoors((scene) => {
  const recordsOf = (cast: Cast) =>
    scene.sql('SELECT id, outcome FROM decisions WHERE task_id = $1', [cast.task]) as Promise<
      { id: string }[]
    >;

  test('the same call_id asked again is answered word for word, and recorded once', async () => {
    const cast = scene.cast();
    const first = await scene.ask(callOf(cast, { callId: 'c-17' }));
    expect(isAllow(first)).toBe(true);
    const second = await scene.ask(callOf(cast, { callId: 'c-17' }));
    expect(JSON.parse(second.text)).toEqual(JSON.parse(first.text));
    expect(await recordsOf(cast)).toHaveLength(1);
    expect(await scene.sql('SELECT calls FROM task_live WHERE task_id = $1', [cast.task])).toEqual([
      { calls: 1 },
    ]);
  });

  test('a denial is repeated word for word too, and so is an escalation, which counts no second call', async () => {
    const cast = scene.cast();
    const denied = callOf(cast, { callId: 'c-1', arguments: { q: 7 } });
    expect(JSON.parse((await scene.ask(denied)).text)).toEqual(JSON.parse((await scene.ask(denied)).text));

    await scene.sql('UPDATE grants SET revoked_at = clock_timestamp() WHERE id = $1', [cast.grant]);
    const escalated = callOf(cast, { callId: 'c-2' });
    const first = await scene.ask(escalated);
    expect(first.evaluation?.context.outcome).toBe('escalate');
    expect(JSON.parse((await scene.ask(escalated)).text)).toEqual(JSON.parse(first.text));
    expect(await scene.sql('SELECT calls FROM escalations WHERE task_id = $1', [cast.task])).toEqual([
      { calls: 1 },
    ]);
  });

  const others: [string, (cast: Cast) => object][] = [
    ['other arguments', () => ({ arguments: { q: 'other' } })],
    ['more arguments', () => ({ arguments: { q: 'acme', limit: 1 } })],
    ['no arguments', () => ({ arguments: undefined })],
    ['another tool', (cast) => ({ tool: `${cast.tool}x` })],
    ['another resource', () => ({ resource: 'contacts/eu' })],
  ];
  for (const [name, change] of others) {
    test(`the same call_id with ${name} is 400, and no allow`, async () => {
      const cast = scene.cast();
      expect(isAllow(await scene.ask(callOf(cast, { callId: 'c-17' })))).toBe(true);
      const reply = await scene.ask(callOf(cast, { callId: 'c-17', ...change(cast) }));
      expect(reply.status).toBe(400);
      expect(JSON.parse(reply.text)).toMatch(/call_id/);
      expect(await recordsOf(cast)).toHaveLength(1);
    });
  }

  test('the order of arguments is no difference', async () => {
    const cast = scene.cast();
    const first = await scene.ask(callOf(cast, { callId: 'c', arguments: { q: 'a', limit: 2 } }));
    const second = await scene.ask(callOf(cast, { callId: 'c', arguments: { limit: 2, q: 'a' } }));
    expect(idOf(second)).toBe(idOf(first));
  });

  test('a call_id belongs to its task: another task’s is another call', async () => {
    const [one, two] = [scene.cast(), scene.cast()];
    const replies = [
      await scene.ask(callOf(one, { callId: 'c' })),
      await scene.ask(callOf(two, { callId: 'c' })),
    ];
    expect(new Set(replies.map(idOf)).size).toBe(2);
  });

  test('in one batch the same call is decided once; the same call_id of another call fails by itself', async () => {
    const cast = scene.cast();
    const { key: _, ...question } = callOf(cast, { callId: 'c' });
    const reply = await scene.post(
      {
        evaluations: [bodyOf(question), bodyOf(question), bodyOf({ ...question, arguments: { q: 'other' } })],
      },
      { path: '/access/v1/evaluations' },
    );
    const [first, second, third] = JSON.parse(reply.text).evaluations;
    expect(first.decision).toBe(true);
    expect(second).toEqual(first);
    expect(third).toMatchObject({ decision: false, context: { error: { status: 400 } } });
    expect(await recordsOf(cast)).toHaveLength(1);
  });

  test('a use is spent once, however often the call is repeated', async () => {
    const cast = scene.cast();
    await scene.sql('UPDATE grants SET uses = 2 WHERE id = $1', [cast.grant]);
    for (let i = 0; i < 3; i += 1)
      expect(isAllow(await scene.ask(callOf(cast, { callId: 'c-1' })))).toBe(true);
    expect(isAllow(await scene.ask(callOf(cast, { callId: 'c-2' })))).toBe(true);
    const reply = await scene.ask(callOf(cast, { callId: 'c-3' }));
    expect(reply.evaluation?.context.reason).toBe('grant_exhausted');
    expect(await scene.sql('SELECT spent FROM grant_uses WHERE grant_id = $1', [cast.grant])).toEqual([
      { spent: 2 },
    ]);
  });

  test('a repeated modify is an allow only for a caller that accepts it', async () => {
    const cast = scene.cast();
    await scene.sql('UPDATE grants SET arguments = $2 WHERE id = $1', [
      cast.grant,
      JSON.stringify({ limit: { max: 10, otherwise: 'clamp' } }),
    ]);
    const question = callOf(cast, { callId: 'c', arguments: { q: 'a', limit: 50 } });
    const first = await scene.ask({ ...question, accepts: ['modify'] });
    expect(first.evaluation).toMatchObject({ decision: true, context: { outcome: 'modify' } });
    expect(isAllow(await scene.ask(question))).toBe(false);
    expect(JSON.parse((await scene.ask({ ...question, accepts: ['modify'] })).text)).toEqual(
      JSON.parse(first.text),
    );
  });
});

test('two instances asked at once for the same call answer the same, and record it once', async () => {
  const casts = await makeWorld(database.url, { casts: 20, name: 'two', uses: 1 });
  await Promise.all(
    casts.map(async (cast) => {
      const replies = await Promise.all(
        Array.from(
          { length: 8 },
          (_, i) => instances[i % 2]?.ask(callOf(cast, { callId: 'c' })) as Promise<Reply>,
        ),
      );
      expect(replies.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200));
      expect(replies.every(isAllow)).toBe(true);
      expect(new Set(replies.map(({ text }) => canonicalJson(JSON.parse(text)))).size).toBe(1);
    }),
  );
  const rows = await sql(
    database.url,
    `SELECT count(*)::int AS records, count(DISTINCT task_id)::int AS tasks,
            (SELECT max(spent) FROM grant_uses) AS spent FROM decisions`,
  );
  expect(rows).toEqual([{ records: 20, tasks: 20, spent: 1 }]);
});

let database: FreshDatabase;
let instances: Instance[] = [];
beforeAll(async () => {
  database = await freshDatabase();
  instances = await Promise.all([0, 1].map(() => startInstance({ databaseUrl: database.url })));
});
afterAll(async () => {
  await Promise.all(instances.map((one) => one.kill()));
  await database?.drop();
});
