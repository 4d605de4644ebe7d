import { createLocalJWKSet, jwtVerify } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { GET as readKeys } from '@/app/.well-known/jwks.json/route';
import { GET as readMetadata } from '@/app/.well-known/oauth-authorization-server/route';
import { transferOwnership } from '@/lib/services/agent/transfer-ownership';
import { revokeGrant } from '@/lib/services/grant/revoke';
import { createStop } from '@/lib/services/stop/create';
import { completeTask } from '@/lib/services/task/complete';
import { pauseTask } from '@/lib/services/task/pause';
import { rotateTokenKey } from '@/lib/services/token/rotate-key';
import {
  ACCESS_TOKEN,
  CLIENT_ASSERTION,
  EXCHANGE,
  type IdentityScene,
  JWT,
  JWT_BEARER,
  openIdentityScene,
} from '@/tests/support/identity-scene';
import { type FakeKey, fakeKey } from '@/tests/support/issuer-server';
import { prove } from '@/tests/support/prove';
import type { Cast } from '@/tests/support/world';

let scene: IdentityScene;
let holder: FakeKey;
let looks = 0;
beforeAll(async () => {
  scene = await openIdentityScene();
  holder = await fakeKey('holder');
});
afterAll(() => scene.close());

const reason = 'it is no longer needed';
const SYSTEM = 'crm-w';
const allowed = { status: 200, evaluation: { decision: true } };
const inactive = { status: 200, body: { active: false } };

async function boundCast(): Promise<{ cast: Cast; token: string }> {
  const cast = scene.cast();
  await scene.bind(cast);
  return { cast, token: await scene.tokenOf(cast) };
}
/** A cast whose grant only reads, in a system that has a tool to read with beside the one that writes. */
async function readingCast() {
  const { cast, token } = await boundCast();
  looks += 1;
  const name = `look${looks}`;
  await scene.sql(
    `INSERT INTO tools (id, system_id, name, action_class, sensitivity, returns_untrusted, reversible, digest,
                        reviewed_digest, state)
     VALUES ($1::text || '/' || $2, $1, $2, 'read', 'internal', false, true, 'd', 'd', 'reviewed')`,
    [SYSTEM, name],
  );
  await scene.sql(`UPDATE entitlements SET action_classes = '{read,write}' WHERE id = $1`, [
    cast.entitlement,
  ]);
  await scene.sql(`UPDATE grants SET action_classes = '{read}', tools = ARRAY[$2, 'op*'] WHERE id = $1`, [
    cast.grant,
    name,
  ]);
  return { cast, token, name };
}
const forSystem = (token: string, more: Record<string, string> = {}, headers: Record<string, string> = {}) =>
  scene.post(
    {
      grant_type: EXCHANGE,
      subject_token: token,
      subject_token_type: ACCESS_TOKEN,
      audience: SYSTEM,
      ...more,
    },
    headers,
  );
const claimsOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());

/** What a system does with a token: verifies it with our published keys, and does what it names. */
async function systemDoes(token: string, tool: string, audience = SYSTEM): Promise<boolean> {
  const keys = createLocalJWKSet(await (await readKeys(new Request(`${scene.publicUrl}/x`))).json());
  try {
    const { payload } = await jwtVerify(token, keys, {
      issuer: scene.publicUrl,
      audience,
      typ: 'cordon-system+jwt',
      algorithms: ['EdDSA'],
    });
    const details = payload.authorization_details as { tools: string[] }[];
    return details.some(({ tools }) => tools.includes(tool));
  } catch {
    return false;
  }
}

test('AARM R9: a credential that was issued for a read cannot write, is short-lived, and its use is logged', async () => {
  const { cast, token, name } = await readingCast();
  const { status, body } = await forSystem(token);
  expect({ status, body }).toMatchObject({
    status: 200,
    body: { scope: 'read', authorization_details: [{ grant: cast.grant, actions: ['read'], tools: [name] }] },
  });
  expect(body.expires_in).toBeLessThanOrEqual(300);
  const given = body.access_token ?? '';
  const writing = cast.tool.split('/')[1] ?? '';
  expect(await systemDoes(given, name)).toBe(true);
  expect(await systemDoes(given, writing)).toBe(false);
  expect(await systemDoes(given, name, 'crm-other')).toBe(false);
  const introspected = await scene.introspect(given, cast.key);
  expect(introspected.body).toMatchObject({
    active: true,
    aud: SYSTEM,
    authorization_details: [{ actions: ['read'], tools: [name] }],
  });
  // Asking for more is refused, never rounded up or down to something else.
  const wishes: Record<string, string>[] = [
    { scope: 'write' },
    { authorization_details: JSON.stringify([{ type: 'agent_call', tools: [writing] }]) },
  ];
  for (const more of wishes) {
    expect(await forSystem(token, more)).toMatchObject({ status: 403, body: { error: 'access_denied' } });
  }
  // It is no task token: the decision point does not take it.
  expect(await scene.ask(cast, given)).toMatchObject({ status: 401 });
  const events = await scene.sql(
    `SELECT record::json -> 'details' AS details FROM audit_events WHERE event = 'token.issued' AND subject_id = $1`,
    [cast.task],
  );
  expect(events.map(({ details }) => details)).toContainEqual(
    expect.objectContaining({ kind: 'system', grant: cast.grant, tools: [name] }),
  );
});

test('a token names nothing for which a person would be asked, or that a stop covers', async () => {
  const { cast, token } = await boundCast();
  expect(await forSystem(token)).toMatchObject({ status: 200 });
  await createStop(scene.ctx, { target: { kind: 'tool', id: cast.tool }, reason });
  const { body } = await forSystem(token);
  const named = (body.authorization_details as { tools: string[] }[] | undefined)?.flatMap(
    ({ tools }) => tools,
  );
  expect(named ?? []).not.toContain(cast.tool.split('/')[1]);
});

const malformed: [string, Record<string, string>, string][] = [
  ['an unknown system', { audience: 'nowhere' }, 'invalid_target'],
  ['a system and a URL', { resource: 'https://crm.example.com' }, 'invalid_target'],
  ['an unknown class', { scope: 'everything' }, 'invalid_scope'],
  ['a detail that is no JSON', { authorization_details: '[' }, 'invalid_authorization_details'],
  [
    'two details',
    { authorization_details: '[{"type":"agent_call"},{"type":"agent_call"}]' },
    'invalid_authorization_details',
  ],
  [
    'an unknown type of detail',
    { authorization_details: '[{"type":"payment"}]' },
    'invalid_authorization_details',
  ],
  [
    'an unknown field',
    { authorization_details: '[{"type":"agent_call","max":1}]' },
    'invalid_authorization_details',
  ],
  ['an unknown token type', { requested_token_type: 'urn:x' }, 'invalid_request'],
  ['an actor without a type', { actor_token: 'a.b.c' }, 'invalid_request'],
];
test.each(malformed)('%s is an error, never a wider token', async (_, more, error) => {
  const { token } = await boundCast();
  expect(await forSystem(token, more)).toMatchObject({ status: 400, body: { error } });
});

test('a form with a member twice, of another type, or too large is refused', async () => {
  const post = (body: string, type = 'application/x-www-form-urlencoded') =>
    import('@/app/oauth/token/route').then(async ({ POST }) => {
      const headers = { 'content-type': type };
      return POST(new Request(`${scene.publicUrl}/oauth/token`, { method: 'POST', headers, body }));
    });
  for (const response of [
    await post('grant_type=a&grant_type=b'),
    await post('{}', 'application/json'),
    await post(`grant_type=${'x'.repeat(70_000)}`),
    await post(''),
  ]) {
    expect([response.status, (await response.json()).error]).toEqual([400, 'invalid_request']);
  }
});

const deaths: [string, (of: { cast: Cast; token: string }) => Promise<unknown>][] = [
  ['its task ends', ({ cast }) => completeTask(scene.ctx, { id: cast.task })],
  ['its task is paused', ({ cast }) => pauseTask(scene.ctx, { id: cast.task })],
  ['its grant is revoked', ({ cast }) => revokeGrant(scene.ctx, { id: cast.grant, reason })],
  [
    'its agent is stopped',
    ({ cast }) => createStop(scene.ctx, { target: { kind: 'agent', id: cast.agent }, reason }),
  ],
  [
    'somebody was asked to answer for its agent and has not accepted',
    ({ cast }) =>
      transferOwnership(scene.ctx, { id: cast.agent, owner: `${cast.keeper.slice(4)}@example.com`, reason }),
  ],
  ['the task token is revoked', ({ token }) => scene.revoke({ token }, token)],
];
test.each(deaths)('a system’s token is not active any more when %s', async (_, take) => {
  const given = await boundCast();
  const system = (await forSystem(given.token)).body.access_token ?? '';
  expect((await scene.introspect(system, given.cast.key)).body).toMatchObject({ active: true });
  await take(given);
  expect(await scene.introspect(system, given.cast.key)).toEqual(inactive);
  expect((await forSystem(given.token)).status).not.toBe(200);
});

test('a system’s token that only reads stays active while nobody has accepted, where the tier leaves reads', async () => {
  const { cast, token } = await readingCast();
  const system = (await forSystem(token)).body.access_token ?? '';
  const owner = `${cast.keeper.slice(4)}@example.com`;
  await transferOwnership(scene.ctx, { id: cast.agent, owner, reason });
  expect((await scene.introspect(system, cast.key)).body).toMatchObject({ active: true });
  await scene.sql(`UPDATE agents SET risk_tier = 'critical' WHERE id = $1`, [cast.agent]);
  expect(await scene.introspect(system, cast.key)).toEqual(inactive);
});

test('introspection tells a stranger nothing, and somebody unknown not even that', async () => {
  const { cast, token } = await boundCast();
  expect((await scene.introspect(token, cast.key)).body).toMatchObject({
    active: true,
    sub: cast.agent,
    task: cast.task,
    authorization_details: [{ type: 'agent_task', identifier: cast.task }],
  });
  expect((await scene.introspect(token, null)).status).toBe(401);
  expect((await scene.introspect(token, `cdn_${'A'.repeat(43)}`)).status).toBe(401);
  for (const other of ['x', 'a.b.c', `${token.slice(0, -4)}AAAA`]) {
    expect(await scene.introspect(other, cast.key)).toEqual(inactive);
  }
  const stranger = await boundCast();
  await scene.sql(`UPDATE api_keys SET agent_ids = ARRAY[$1] WHERE id = $2`, [
    stranger.cast.agent,
    cast.keyId,
  ]);
  expect(await scene.introspect(token, cast.key)).toEqual(inactive);
  await scene.sql(`UPDATE api_keys SET agent_ids = '{}' WHERE id = $1`, [cast.keyId]);
});

test('revoking a task token takes along what was renewed and taken from it, at the next decision', async () => {
  const { cast, token } = await boundCast();
  const renewed =
    (await scene.post({ grant_type: EXCHANGE, subject_token: token, subject_token_type: ACCESS_TOKEN })).body
      .access_token ?? '';
  const system = (await forSystem(renewed)).body.access_token ?? '';
  expect(await scene.ask(cast, token)).toMatchObject(allowed);
  expect(await scene.ask(cast, renewed)).toMatchObject(allowed);
  // Another agent's process may not.
  const stranger = await boundCast();
  const form = async (agent: string) => ({
    token: renewed,
    client_assertion_type: CLIENT_ASSERTION,
    client_assertion: await scene.assertion(`job:${agent}`),
  });
  expect(await scene.revoke(await form(stranger.cast.agent), null)).toMatchObject({ status: 403 });
  expect(await scene.ask(cast, token)).toMatchObject(allowed);
  expect(await scene.revoke(await form(cast.agent), null)).toMatchObject({ status: 200 });
  for (const one of [token, renewed]) expect(await scene.ask(cast, one)).toMatchObject({ status: 401 });
  expect(await scene.introspect(system, cast.key)).toEqual(inactive);
  // Unknown and revoked ones are gone already.
  expect(await scene.revoke(await form(cast.agent), null)).toMatchObject({ status: 200 });
  expect(await scene.revoke({ ...(await form(cast.agent)), token: 'x' }, null)).toMatchObject({
    status: 200,
  });
  expect(await scene.revoke({ token }, null)).toMatchObject({
    status: 401,
    body: { error: 'invalid_client' },
  });
});

test('a system’s token is revoked alone', async () => {
  const { cast, token } = await boundCast();
  const system = (await forSystem(token)).body.access_token ?? '';
  expect(await scene.revoke({ token: system }, token)).toMatchObject({ status: 200 });
  expect(await scene.introspect(system, cast.key)).toEqual(inactive);
  expect(await scene.ask(cast, token)).toMatchObject(allowed);
});

test('a grant with counted uses, and several grants of which none is named, give no token', async () => {
  const { cast, token } = await boundCast();
  await scene.sql('UPDATE grants SET uses = 3 WHERE id = $1', [cast.grant]);
  expect(await forSystem(token)).toMatchObject({ status: 403 });
  await scene.sql('UPDATE grants SET uses = NULL WHERE id = $1', [cast.grant]);
  await scene.sql(
    `INSERT INTO grants (id, task_id, task_ends_at, entitlement_id, system_id, tools, action_classes, resources,
                         max_sensitivity, starts_at, ends_at, reason, created_by)
     SELECT id || 'b', task_id, task_ends_at, entitlement_id, system_id, tools, action_classes, resources,
            max_sensitivity, starts_at, ends_at, reason, created_by FROM grants WHERE id = $1`,
    [cast.grant],
  );
  expect(await forSystem(token)).toMatchObject({ status: 400 });
});

// ------------------------------------------------------------------------------------------------ DPoP

const tokenUrl = () => `${scene.publicUrl}/oauth/token`;
const accessUrl = () => `${scene.publicUrl}/access/v1/evaluation`;
async function heldToken(): Promise<{ cast: Cast; token: string }> {
  const cast = scene.cast();
  await scene.bind(cast);
  const { body } = await scene.post(
    {
      grant_type: JWT_BEARER,
      assertion: await scene.assertion(`job:${cast.agent}`),
      authorization_details: JSON.stringify([{ type: 'agent_task', identifier: cast.task }]),
    },
    { dpop: await prove(holder, { url: tokenUrl() }) },
  );
  expect(body.token_type).toBe('DPoP');
  return { cast, token: body.access_token ?? '' };
}
const askHeld = async (cast: Cast, token: string, proof: string | null, scheme = 'DPoP') =>
  scene.ask(
    cast,
    token,
    {},
    {
      headers: {
        authorization: `${scheme} ${token}`,
        'content-type': 'application/json',
        ...(proof !== null && { dpop: proof }),
      },
    },
  );

test('a token that is bound to a key is worth nothing without it', async () => {
  const { cast, token } = await heldToken();
  const good = () => prove(holder, { url: accessUrl(), token });
  expect(await askHeld(cast, token, await good())).toMatchObject(allowed);
  expect(await askHeld(cast, token, await good())).toMatchObject(allowed);
  expect(await askHeld(cast, token, null)).toMatchObject({ status: 401 });
  expect(await askHeld(cast, token, await good(), 'Bearer')).toMatchObject({ status: 401 });
  const stolen = await prove(await fakeKey('thief'), { url: accessUrl(), token });
  expect(await askHeld(cast, token, stolen)).toMatchObject({ status: 401 });
  expect(claimsOf(token).cnf.jkt).toHaveLength(43);
});

test('a proof is believed once, for its own method, address and token, and alone', async () => {
  const { cast, token } = await heldToken();
  const proof = await prove(holder, { url: accessUrl(), token });
  expect(await askHeld(cast, token, proof)).toMatchObject(allowed);
  expect(await askHeld(cast, token, proof)).toMatchObject({ status: 401 });
  const wrong = [
    await prove(holder, { url: accessUrl(), token, method: 'GET' }),
    await prove(holder, { url: tokenUrl(), token }),
    await prove(holder, { url: accessUrl(), token: 'a.b.c' }),
    `${await prove(holder, { url: accessUrl(), token })},${await prove(holder, { url: accessUrl(), token })}`,
  ];
  for (const one of wrong) expect(await askHeld(cast, token, one)).toMatchObject({ status: 401 });
  const race = await prove(holder, { url: accessUrl(), token });
  const replies = await Promise.all(Array.from({ length: 5 }, () => askHeld(cast, token, race)));
  expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
});

test('what is taken from a bound token is bound too, and needs its key', async () => {
  const { token } = await heldToken();
  expect(await forSystem(token)).toMatchObject({ status: 400, body: { error: 'invalid_dpop_proof' } });
  const dpop = await prove(holder, { url: tokenUrl() });
  const { body } = await forSystem(token, {}, { dpop });
  expect(body.token_type).toBe('DPoP');
  expect(claimsOf(body.access_token ?? '').cnf).toEqual(claimsOf(token).cnf);
  expect(await forSystem(token, {}, { dpop })).toMatchObject({ status: 400 });
});

test('a bearer token is not made better by a proof beside it', async () => {
  const { cast, token } = await boundCast();
  expect(await askHeld(cast, token, await prove(holder, { url: accessUrl(), token }))).toMatchObject({
    status: 401,
  });
});

// ------------------------------------------------------------------------------------------ delegation

test('the holder of a task token opens a child task for the agent whose identity is shown, and no further', async () => {
  const { cast, token } = await boundCast();
  const child = scene.cast();
  await scene.bind(child);
  const delegate = async (more: Record<string, string> = {}) =>
    scene.post({
      grant_type: EXCHANGE,
      subject_token: token,
      subject_token_type: ACCESS_TOKEN,
      actor_token: await scene.assertion(`job:${child.agent}`),
      actor_token_type: JWT,
      authorization_details: JSON.stringify([
        { type: 'agent_task', purpose: 'A part of it', action_classes: ['write'], ttl_seconds: 60 },
      ]),
      ...more,
    });
  const { status, body } = await delegate();
  expect({ status, body }).toMatchObject({
    status: 200,
    body: { authorization_details: [{ parent_task: cast.task }] },
  });
  const childToken = body.access_token ?? '';
  const { task, sub, act } = claimsOf(childToken);
  expect(sub).toBe(child.agent);
  // RFC 8693, section 4.1: the present agent outermost, with the one that delegated to it.
  expect(act).toEqual({ sub: child.agent, task, act: { sub: cast.agent, task: cast.task } });
  expect(claimsOf(token).act).toBeUndefined();
  // The one speaks for the child alone, the other for the parent alone.
  expect(await scene.ask({ ...child, task }, token)).toMatchObject({ status: 403 });
  expect(await scene.ask({ ...cast, task: cast.task }, childToken)).toMatchObject({ status: 403 });
  expect((await scene.ask({ ...child, task }, childToken)).status).toBe(200);
  const named = JSON.stringify([{ type: 'agent_task', purpose: 'x', parent_task: child.task }]);
  expect(await delegate({ authorization_details: named })).toMatchObject({ status: 400 });
  await completeTask(scene.ctx, { id: cast.task });
  expect(await scene.ask({ ...child, task }, childToken)).toMatchObject({ status: 401 });
  expect(await delegate()).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
});

test('a process names no parent of another agent without that one’s token', async () => {
  const { cast } = await boundCast();
  const child = scene.cast();
  await scene.bind(child);
  const answer = await scene.post({
    grant_type: JWT_BEARER,
    assertion: await scene.assertion(`job:${child.agent}`),
    authorization_details: JSON.stringify([{ type: 'agent_task', purpose: 'x', parent_task: cast.task }]),
  });
  expect(answer).toMatchObject({ status: 403, body: { error: 'access_denied' } });
});

// ------------------------------------------------------------------------------------------------ keys

test('the metadata names what there is', async () => {
  const document = await readMetadata().json();
  expect(document).toMatchObject({
    issuer: scene.publicUrl,
    token_endpoint: tokenUrl(),
    authorization_details_types_supported: ['agent_task', 'agent_call'],
  });
});

test('keys rotate without a break; a withdrawn one takes its tokens along at the next decision', async () => {
  const { cast, token } = await boundCast();
  expect(await scene.ask(cast, token)).toMatchObject(allowed);
  const { key } = await rotateTokenKey(scene.ctx, { withdraw: false });
  expect(await scene.ask(cast, token)).toMatchObject(allowed);
  const renewed =
    (await scene.post({ grant_type: EXCHANGE, subject_token: token, subject_token_type: ACCESS_TOKEN })).body
      .access_token ?? '';
  expect(JSON.parse(Buffer.from(renewed.split('.')[0] ?? '', 'base64url').toString()).kid).toBe(key);
  expect(await scene.ask(cast, renewed)).toMatchObject(allowed);
  const { keys } = await (await readKeys(new Request(`${scene.publicUrl}/x`))).json();
  expect(keys.length).toBeGreaterThanOrEqual(2);

  await rotateTokenKey(scene.ctx, { withdraw: true });
  for (const one of [token, renewed]) {
    expect(await scene.ask(cast, one)).toMatchObject({ status: 401 });
    expect(await scene.introspect(one, cast.key)).toEqual(inactive);
  }
  expect(await scene.ask(cast, await scene.tokenOf(cast))).toMatchObject(allowed);
});
