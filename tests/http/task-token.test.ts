import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { POST as reportOutcome } from '@/app/api/v1/decisions/[id]/outcome/route';
import { GET as readTask } from '@/app/api/v1/tasks/[id]/route';
import { POST as openTask } from '@/app/api/v1/tasks/route';
import { signTaskToken } from '@/lib/identity/task-token';
import { openRuntime } from '@/lib/pdp/runtime';
import { quarantineAgent } from '@/lib/services/agent/quarantine';
import { releaseAgent } from '@/lib/services/agent/release';
import { revokeApiKey } from '@/lib/services/api-key/revoke';
import { removeIdentity } from '@/lib/services/identity/remove';
import { disableIssuer } from '@/lib/services/issuer/disable';
import { enableIssuer } from '@/lib/services/issuer/enable';
import { completeTask } from '@/lib/services/task/complete';
import { pauseTask } from '@/lib/services/task/pause';
import { resumeTask } from '@/lib/services/task/resume';
import { tokenSigner } from '@/lib/services/token/signer';
import { ask } from '@/tests/support/client';
import {
  ACCESS_TOKEN,
  EXCHANGE,
  type IdentityScene,
  JWT_BEARER,
  namedTask,
  openIdentityScene,
} from '@/tests/support/identity-scene';
import { type Cast, callOf } from '@/tests/support/world';

let scene: IdentityScene;
beforeAll(async () => {
  scene = await openIdentityScene();
});
afterAll(() => scene.close());

const reason = 'it is no longer needed';
async function boundCast(): Promise<{ cast: Cast; identity: string; token: string }> {
  const cast = scene.cast();
  const identity = await scene.bind(cast);
  return { cast, identity, token: await scene.tokenOf(cast) };
}
const claimsOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
const allowed = { status: 200, evaluation: { decision: true } };

test('AARM R6: a process shows its identity, its token speaks for one task, and the record names both', async () => {
  const cast = scene.cast();
  const identity = await scene.bind(cast);
  const { status, body } = await scene.post({
    grant_type: JWT_BEARER,
    assertion: await scene.assertion(`job:${cast.agent}`),
    authorization_details: JSON.stringify([
      { type: 'agent_task', purpose: 'Q3 cleanup', action_classes: ['write'], ttl_seconds: 120 },
    ]),
  });
  expect({ status, body }).toMatchObject({
    status: 200,
    body: {
      token_type: 'Bearer',
      issued_token_type: ACCESS_TOKEN,
      authorization_details: [{ type: 'agent_task', purpose: 'Q3 cleanup', grants: [{ scope: {} }] }],
    },
  });
  // The task is the shorter one: the token never outlives it.
  expect(body.expires_in).toBeGreaterThan(110);
  expect(body.expires_in).toBeLessThanOrEqual(120);
  const token = body.access_token ?? '';
  const [{ identifier: task }] = body.authorization_details as [{ identifier: string }];
  expect(claimsOf(token)).toMatchObject({
    sub: cast.agent,
    task,
    aud: scene.publicUrl,
    iss: scene.publicUrl,
  });
  for (const said of [task, null]) {
    expect(await scene.ask({ ...cast, task: '' }, token, { task: said })).toMatchObject(allowed);
  }
  const [row] = await scene.sql(
    `SELECT record::json -> 'caller' AS caller FROM decisions WHERE task_id = $1 LIMIT 1`,
    [task],
  );
  // The record names the token, and the workload identity behind it.
  expect(row?.caller).toMatchObject({
    kind: 'task_token',
    id: claimsOf(token).jti,
    name: cast.agent,
    identity: { id: identity, kind: 'oidc', issuer: scene.issuer.iss, subject: `job:${cast.agent}` },
  });
});

test('both doors take a task token', async () => {
  const { cast, token } = await boundCast();
  const { key: _, ...question } = { ...cast };
  const body = JSON.stringify({
    subject: { type: 'agent', id: question.agent },
    action: { name: 'tools/call' },
    resource: { type: 'tool', id: question.tool },
    context: { arguments: {} },
  });
  for (const door of [scene.doors.fast, scene.doors.plain]) {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    expect(await door.send({ headers, body }), door.name).toMatchObject(allowed);
  }
});

test('a token of one task says nothing about another task or agent', async () => {
  const { cast, token } = await boundCast();
  const other = scene.cast();
  expect(await scene.ask(cast, token, { task: other.task })).toMatchObject({ status: 403 });
  expect(await scene.ask(cast, token, { agent: other.agent })).toMatchObject({ status: 403 });
  const rows = await scene.sql('SELECT 1 FROM decisions WHERE agent_id = $1', [other.agent]);
  expect(rows).toEqual([]);
});

const takings: [string, (of: { cast: Cast; identity: string; token: string }) => Promise<unknown>, number][] =
  [
    ['its task ends', ({ cast }) => completeTask(scene.ctx, { id: cast.task }), 401],
    ['its task is paused', ({ cast }) => pauseTask(scene.ctx, { id: cast.task }), 200],
    ['its agent is quarantined', ({ cast }) => quarantineAgent(scene.ctx, { id: cast.agent, reason }), 200],
    [
      'its identity is removed',
      ({ cast, identity }) => removeIdentity(scene.ctx, { id: cast.agent, identity, reason }),
      401,
    ],
    [
      'its credential is revoked in the database',
      ({ token }) =>
        scene.sql('UPDATE task_credentials SET revoked_at = clock_timestamp() WHERE id = $1', [
          claimsOf(token).credential,
        ]),
      401,
    ],
  ];
for (const [name, take, status] of takings) {
  test(`a token is worth nothing at the next decision when ${name}`, async () => {
    const given = await boundCast();
    expect(await scene.ask(given.cast, given.token)).toMatchObject(allowed);
    await take(given);
    const reply = await scene.ask(given.cast, given.token);
    expect(reply.status).toBe(status);
    expect(reply.evaluation?.decision ?? false).toBe(false);
  });
}

test('what a token rests on is looked at by every instance: a second one allows nothing by what was taken away', async () => {
  const second = await openRuntime({ databaseUrl: scene.url, publicUrl: scene.publicUrl });
  const server = createServer((request, response) => {
    if (!second.answer(request, response)) response.writeHead(404).end();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    for (const [name, take] of takings) {
      const given = await boundCast();
      const { key: _, ...question } = callOf(given.cast);
      const askSecond = () => ask(origin, { ...question, key: given.token });
      // Both hold the facts, and the token as verified.
      expect(await scene.ask(given.cast, given.token), name).toMatchObject(allowed);
      expect(await askSecond(), name).toMatchObject(allowed);
      expect(await scene.ask(given.cast, given.token), name).toMatchObject(allowed);
      await take(given);
      const replies = await Promise.all([scene.ask(given.cast, given.token), askSecond()]);
      for (const reply of replies) expect(reply.evaluation?.decision ?? false, name).toBe(false);
    }
  } finally {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
    await second.close();
  }
});

test('an issuer that is disabled takes all its tokens along, and brings them back when it is enabled', async () => {
  const { cast, token } = await boundCast();
  expect(await scene.ask(cast, token)).toMatchObject(allowed);
  await disableIssuer(scene.ctx, { id: scene.issuer.id, reason });
  expect(await scene.ask(cast, token)).toMatchObject({ status: 401 });
  await enableIssuer(scene.ctx, { id: scene.issuer.id });
  expect(await scene.ask(cast, token)).toMatchObject(allowed);
});

test('what was paused or quarantined counts again afterwards: the token had not ended', async () => {
  const { cast, token } = await boundCast();
  await pauseTask(scene.ctx, { id: cast.task });
  expect((await scene.ask(cast, token)).evaluation).toMatchObject({
    context: { reason: 'task_not_running' },
  });
  await resumeTask(scene.ctx, { id: cast.task });
  await quarantineAgent(scene.ctx, { id: cast.agent, reason });
  expect((await scene.ask(cast, token)).evaluation).toMatchObject({
    context: { reason: 'agent_not_active' },
  });
  await releaseAgent(scene.ctx, { id: cast.agent, reason });
  expect(await scene.ask(cast, token)).toMatchObject(allowed);
});

test('a token is renewed while its task runs, and not a moment longer', async () => {
  const { cast, token } = await boundCast();
  const renew = (subject: string) =>
    scene.post({ grant_type: EXCHANGE, subject_token: subject, subject_token_type: ACCESS_TOKEN });
  const renewed = (await renew(token)).body.access_token ?? '';
  expect(claimsOf(renewed)).toMatchObject({ task: cast.task, credential: claimsOf(token).credential });
  expect(claimsOf(renewed).jti).not.toBe(claimsOf(token).jti);
  expect(await scene.ask(cast, renewed)).toMatchObject(allowed);
  await pauseTask(scene.ctx, { id: cast.task });
  expect(await renew(renewed)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  await resumeTask(scene.ctx, { id: cast.task });
  expect(await renew(renewed)).toMatchObject({ status: 200 });
  await completeTask(scene.ctx, { id: cast.task });
  expect(await renew(renewed)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
});

test('a token ends by the database’s clock, also where it has been verified before', async () => {
  const { cast, token } = await boundCast();
  expect(await scene.ask(cast, token)).toMatchObject(allowed);
  const { clock } = scene.doors.evaluator;
  clock.hear(new Date(clock.nowMs() + 301_000));
  expect(await scene.ask(cast, token)).toMatchObject({ status: 401 });
  await scene.doors.evaluator.warm();
  expect(await scene.ask(cast, token)).toMatchObject(allowed);
});

test('an instance whose clock is behind allows nothing by a token that has ended: the record is refused', async () => {
  const { cast, token } = await boundCast();
  const issuedAt = new Date();
  const expiresAt = new Date(Math.floor(issuedAt.getTime() / 1000) * 1000 + 2000);
  const { jti, credential, identity, task } = claimsOf(token);
  const short = await signTaskToken(await tokenSigner(scene.ctx.prisma), scene.publicUrl, {
    id: jti,
    credentialId: credential,
    agentId: cast.agent,
    taskId: task,
    identity,
    apiKeyId: null,
    jkt: null,
    issuedAt,
    expiresAt,
    act: null,
  });
  expect(await scene.ask(cast, short)).toMatchObject(allowed);
  await scene.sql('SELECT pg_sleep_until($1)', [new Date(expiresAt.getTime() + 50)]);
  const { clock } = scene.doors.evaluator;
  clock.hear(new Date(expiresAt.getTime() - 1500));
  expect(await scene.ask(cast, short)).toMatchObject({ status: 401 });
  expect(await scene.ask(cast, token)).toMatchObject(allowed);
});

test('the outcome is reported, and the task read, with the token of the same task only', async () => {
  const { cast, token } = await boundCast();
  const stranger = await boundCast();
  const { evaluation } = await scene.ask(cast, token);
  const id = evaluation?.context.evaluation_id ?? '';
  const report = (bearer: string) =>
    reportOutcome(
      new Request(`${scene.publicUrl}/api/v1/decisions/${id}/outcome`, {
        method: 'POST',
        headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
        body: JSON.stringify({ status: 'succeeded' }),
      }),
      { params: Promise.resolve({ id }) },
    );
  expect((await report(stranger.token)).status).toBe(403);
  expect((await report(token)).status).toBe(200);
  const read = (task: string) =>
    readTask(
      new Request(`${scene.publicUrl}/api/v1/tasks/${task}`, {
        headers: { authorization: `Bearer ${token}` },
      }),
      { params: Promise.resolve({ id: task }) },
    );
  expect((await read(cast.task)).status).toBe(200);
  expect((await read(stranger.cast.task)).status).toBe(403);
  await completeTask(scene.ctx, { id: cast.task });
  expect((await read(cast.task)).status).toBe(401);
});

test('a key that opens a task gets a token with it, once; the token dies with the key', async () => {
  const cast = scene.cast();
  const post = (idempotencyKey: string) =>
    openTask(
      new Request(`${scene.publicUrl}/api/v1/tasks`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${cast.key}`,
          'content-type': 'application/json',
          'idempotency-key': idempotencyKey,
        },
        body: JSON.stringify({ agent: cast.agent, purpose: 'Q3 cleanup', actionClasses: ['write'] }),
      }),
      { params: Promise.resolve(undefined) },
    );
  const { id, token } = await (await post('once')).json();
  expect(await scene.ask({ ...cast, task: id }, token)).toMatchObject(allowed);
  const again = await (await post('once')).json();
  expect([again.id, again.token]).toEqual([id, undefined]);
  // Bound as the key is: to the systems that it may speak about.
  expect(await scene.ask({ ...cast, task: id, tool: 'elsewhere/op' }, token)).toMatchObject({ status: 403 });
  await revokeApiKey(scene.ctx, { id: cast.keyId });
  expect(await scene.ask({ ...cast, task: id }, token)).toMatchObject({ status: 401 });
});

test('a task of another agent cannot be named', async () => {
  const { cast } = await boundCast();
  const other = scene.cast();
  const answer = await scene.post({
    grant_type: JWT_BEARER,
    assertion: await scene.assertion(`job:${cast.agent}`),
    authorization_details: namedTask(other.task),
  });
  expect(answer).toMatchObject({ status: 403, body: { error: 'access_denied' } });
});
