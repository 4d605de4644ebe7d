import { createHash } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { CALLBACK_ATTEMPTS, callbackRetryAt } from '@/lib/domain/access-request';
import { claimCallbacks } from '@/lib/services/callback/claim';
import { deliverCallback } from '@/lib/services/callback/deliver';
import { deliverCallbacks } from '@/lib/services/callback/deliver-due';
import { type Ctx, systemActor } from '@/lib/services/context';
import { expireDueEscalations } from '@/lib/services/escalation/expire';
import { readPublicKeys } from '@/lib/services/receipt/keys';
import { Decider } from '@/tests/support/decider';
import { type IdentityScene, openIdentityScene } from '@/tests/support/identity-scene';
import { requests, submissionOf } from '@/tests/support/requests';
import { type Cast, callOf } from '@/tests/support/world';

// Who asked is told what became of it: once, by us, and nobody else is.

type Got = { headers: IncomingHttpHeaders; body: string };
let scene: IdentityScene;
let decider: Decider;
let endpoint: string;
let host: string;
const got: Got[] = [];
let answers: number[] = [];
const receiver = createServer(async (request, response) => {
  let body = '';
  for await (const part of request) body += part;
  got.push({ headers: request.headers, body });
  const status = answers.shift() ?? 204;
  response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end();
});
beforeAll(async () => {
  scene = await openIdentityScene();
  decider = await Decider.create(scene.url);
  await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done));
  host = `127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  endpoint = `http://${host}/hook?x=1`;
  process.env.CORDON_CALLBACK_ALLOW = host;
});
afterEach(() => {
  process.env.CORDON_CALLBACK_ALLOW = host;
  process.env.CORDON_OUTGOING_ALLOW = '127.0.0.1';
  got.length = 0;
  answers = [];
});
afterAll(async () => {
  receiver.closeAllConnections();
  await new Promise((done) => receiver.close(done));
  await scene.close();
});

const ctx = (): Ctx => ({ ...scene.ctx, actor: systemActor('scheduler') });

async function asked(
  callback: object | null,
): Promise<{ cast: Cast; id: string; submit: (more: object) => ReturnType<typeof requests.submit> }> {
  const cast = scene.cast();
  await scene.sql('UPDATE grants SET revoked_at = clock_timestamp() WHERE task_id = $1', [cast.task]);
  const { evaluation } = await scene.ask(cast, cast.key);
  if (evaluation === null) throw new Error('not decided');
  const submit = (more: object) => requests.submit(cast.key, submissionOf(cast, evaluation, more));
  if (callback !== null) expect((await submit({ callback })).status).toBe(202);
  return { cast, id: evaluation.context.access_request?.id ?? '', submit };
}
const rowOf = async (id: string) =>
  (await scene.sql('SELECT * FROM callback_deliveries WHERE escalation_id = $1', [id]))[0];
const due = (id: string) =>
  scene.sql(`UPDATE callback_deliveries SET next_at = clock_timestamp() WHERE escalation_id = $1`, [id]);

test('the outcome is told once, signed for this receiver and this body, without the approval', async () => {
  const { cast, id } = await asked({
    endpoint,
    state: 'opaque ü',
    events: ['approved', 'denied', 'partial'],
  });
  expect(await deliverCallbacks(ctx())).toBe(0);
  await decider.does('approve', id);
  // Two instances at once.
  await Promise.all([deliverCallbacks(ctx()), deliverCallbacks(ctx())]);
  expect(got).toHaveLength(1);
  const { headers, body } = got[0] as Got;
  const told = JSON.parse(body);
  expect(told).toEqual({
    state: 'opaque ü',
    task: (await requests.poll(cast.key, id)).body.task,
  });
  expect(told.task.status).toBe('approved');
  const keys = createLocalJWKSet(await readPublicKeys(scene.ctx.prisma));
  const token = String(headers.authorization).replace('Bearer ', '');
  const { payload } = await jwtVerify(token, keys, {
    audience: endpoint,
    issuer: scene.publicUrl,
    typ: 'cordon-callback+jwt',
  });
  const row = await rowOf(id);
  expect(payload).toMatchObject({
    sub: id,
    jti: row?.id,
    status: 'approved',
    body_sha256: createHash('sha256').update(body).digest('base64url'),
  });
  expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(300);
  expect(headers['idempotency-key']).toBe(row?.id);
  expect(row).toMatchObject({
    attempts: 1,
    given_up_at: null,
    last_error: null,
    delivered_at: expect.any(Date),
  });
  await due(id);
  expect(await deliverCallbacks(ctx())).toBe(0);
  // The use of the approval is no outcome of the request.
  expect((await scene.ask(cast, cast.key)).evaluation?.decision).toBe(true);
  expect(await deliverCallbacks(ctx())).toBe(0);
});

test('only what was asked for is told', async () => {
  const { id } = await asked({ endpoint, events: ['approved'] });
  await decider.does('deny', id, { reason: 'no' });
  expect(await rowOf(id)).toBeUndefined();
});

test('silence, a no and a withdrawal are told as such', async () => {
  const silent = await asked({ endpoint });
  const refused = await asked({ endpoint });
  const taken = await asked({ endpoint });
  await decider.does('deny', refused.id, { reason: 'not today' });
  await scene.sql(
    `UPDATE escalations SET state = 'withdrawn', answered_at = clock_timestamp(), answer_reason = 'ended' WHERE id = $1`,
    [taken.id],
  );
  await scene.sql(
    `ALTER TABLE escalations DISABLE TRIGGER escalation_keeps_its_call;
     UPDATE escalations SET requested_at = requested_at - interval '1 day', expires_at = clock_timestamp() - interval '1 second' WHERE id = '${silent.id}';
     ALTER TABLE escalations ENABLE TRIGGER escalation_keeps_its_call`,
  );
  await expireDueEscalations(ctx(), 100);
  await deliverCallbacks(ctx());
  const told = new Map(got.map(({ body }) => [JSON.parse(body).task.id, JSON.parse(body).task]));
  expect(told.get(silent.id)).toMatchObject({ status: 'expired' });
  expect(told.get(refused.id)).toMatchObject({ status: 'denied', display: { description: 'not today' } });
  expect(told.get(taken.id)).toMatchObject({ status: 'cancelled' });
});

test('what is not taken is tried again under the same id, later and later, and not for ever', async () => {
  const { id } = await asked({ endpoint });
  await decider.does('approve', id);
  answers = [500, 302, 200];
  await deliverCallbacks(ctx());
  const first = await rowOf(id);
  expect(first).toMatchObject({ attempts: 1, delivered_at: null, last_error: 'answered 500' });
  expect(Number(first?.next_at)).toBeGreaterThan(Date.now() + 1000);
  expect(await deliverCallbacks(ctx())).toBe(0);
  await due(id);
  await deliverCallbacks(ctx());
  expect(await rowOf(id)).toMatchObject({
    attempts: 2,
    delivered_at: null,
    last_error: expect.stringContaining('redirect'),
  });
  await due(id);
  await deliverCallbacks(ctx());
  expect(await rowOf(id)).toMatchObject({ attempts: 3, last_error: null, delivered_at: expect.any(Date) });
  expect(new Set(got.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
  const [, ...tokens] = got.map(({ headers }) => String(headers.authorization));
  expect(tokens).toHaveLength(2);

  const now = new Date();
  const pauses = Array.from(
    { length: CALLBACK_ATTEMPTS },
    (_, n) => callbackRetryAt(n + 1, now)?.getTime() ?? 0,
  );
  expect(pauses.slice(0, -1)).toEqual([...pauses.slice(0, -1)].sort((a, b) => a - b));
  expect(pauses.at(-1)).toBe(0);

  const gone = await asked({ endpoint });
  await decider.does('approve', gone.id);
  answers = [410];
  await deliverCallbacks(ctx());
  expect(await rowOf(gone.id)).toMatchObject({ attempts: 1, given_up_at: expect.any(Date) });
});

test('an instance that dies while it tells loses its claim, and is too late to say that it told', async () => {
  const { id } = await asked({ endpoint });
  await decider.does('approve', id);
  const [dead] = await claimCallbacks(ctx(), 10);
  expect(await deliverCallbacks(ctx())).toBe(0);
  await scene.sql(
    `UPDATE callback_deliveries SET claimed_until = clock_timestamp() - interval '1 second' WHERE escalation_id = $1`,
    [id],
  );
  answers = [500];
  expect(await deliverCallbacks(ctx())).toBe(1);
  if (dead !== undefined) await deliverCallback(ctx(), dead);
  // The receiver has seen it twice under one id; the row says what the one that held the claim has found.
  expect(got.map(({ headers }) => headers['idempotency-key'])).toEqual([dead?.id, dead?.id]);
  expect(await rowOf(id)).toMatchObject({ attempts: 2, delivered_at: null, last_error: 'answered 500' });
});

test('INVARIANT (checked-address): no address of our own network, and no host that nobody has named', async () => {
  const { submit, id } = await asked(null);
  process.env.CORDON_OUTGOING_ALLOW = '';
  process.env.CORDON_CALLBACK_ALLOW =
    '127.0.0.1,localhost,169.254.169.254,10.0.0.1,[::1],[::ffff:127.0.0.1],0.0.0.0,100.64.0.1,192.168.1.1,8.8.8.8';
  for (const one of [
    endpoint,
    'https://127.0.0.1/hook',
    'https://localhost/hook',
    'https://169.254.169.254/latest/meta-data',
    'https://10.0.0.1/',
    'https://192.168.1.1/',
    'https://100.64.0.1/',
    'https://0.0.0.0/',
    'https://[::1]/',
    'https://[::ffff:7f00:1]/',
    'https://0x7f.1/',
    'https://2130706433/',
    'https://nobody.invalid/',
    'https://user:password@8.8.8.8/',
    'http://8.8.8.8/',
    'https://8.8.8.8:8443/',
    'https://8.8.4.4/',
    'https://8.8.8.8/#fragment',
    'ftp://8.8.8.8/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    '/hook',
    'hook',
  ]) {
    const told = await submit({ callback: { endpoint: one } });
    expect(told, one).toMatchObject({ status: 400, body: { errors: [{ field: 'callback.endpoint' }] } });
  }
  expect(await submit({ callback: { endpoint: 'https://8.8.8.8/', events: ['partial'] } })).toMatchObject({
    status: 400,
    body: { errors: [{ field: 'callback.events' }] },
  });
  const [row] = await scene.sql('SELECT callback FROM escalations WHERE id = $1', [id]);
  expect(row?.callback).toBeNull();
  // Public, encrypted, and named: taken, though nothing is sent here.
  expect((await submit({ callback: { endpoint: 'https://8.8.8.8/' } })).status).toBe(202);
  // And not put in the place of another.
  const other = await submit({ callback: { endpoint: 'https://8.8.8.8/other' } });
  expect(other).toMatchObject({ status: 409, body: { reason: 'callback_added' } });
});

test('what was allowed when it was asked for and is not any more is not sent to', async () => {
  const { id } = await asked({ endpoint });
  await decider.does('approve', id);
  process.env.CORDON_OUTGOING_ALLOW = '';
  await deliverCallbacks(ctx());
  expect(await rowOf(id)).toMatchObject({
    delivered_at: null,
    last_error: expect.stringContaining('not public'),
  });
  process.env.CORDON_OUTGOING_ALLOW = '127.0.0.1';
  process.env.CORDON_CALLBACK_ALLOW = 'agents.example.com';
  await due(id);
  await deliverCallbacks(ctx());
  expect(await rowOf(id)).toMatchObject({
    delivered_at: null,
    last_error: expect.stringContaining('CORDON_CALLBACK_ALLOW'),
  });
  expect(got).toEqual([]);
});

test('what was wished, and to whom it is told, is not changed behind anybody’s back', async () => {
  const { id, submit } = await asked({ endpoint });
  await submit({ requested_access: { reason: 'why' } });
  for (const change of [
    `wish = '{"reason":"other"}'`,
    `callback = '{"endpoint":"https://evil.example.com"}'`,
    'wish = NULL',
  ]) {
    await expect(scene.sql(`UPDATE escalations SET ${change} WHERE id = $1`, [id])).rejects.toMatchObject({
      code: 'CD002',
    });
  }
  const later = await asked(null);
  await decider.does('approve', later.id);
  const late = await later.submit({ requested_access: { reason: 'why' } });
  expect(late.status).toBe(409);
  expect(callOf(later.cast).task).toBe(later.cast.task);
});
