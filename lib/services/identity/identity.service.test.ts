import { calculateJwkThumbprint } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AddIdentityInput } from '@/lib/contract/identity';
import { CreateIssuerInput } from '@/lib/contract/issuer';
import { openDatabase } from '@/lib/db/client';
import { assertionBy, type FakeKey, fakeKey } from '@/tests/support/issuer-server';
import { createIssuer } from '../issuer/create';
import { rolesWithout, World } from '../task/world.fixture';
import { addIdentity } from './add';
import { listIdentities } from './list';
import { recognise } from './recognise';
import { removeIdentity } from './remove';

const publicUrl = 'http://test';
let world: World;
let home: FakeKey;
let foreign: FakeKey;
let oidc: FakeKey;
let oidcId: string;
beforeAll(async () => {
  world = await World.create();
  home = await fakeKey('svid', 'ES256', 'jwt-svid');
  foreign = await fakeKey('svid', 'ES256', 'jwt-svid');
  oidc = await fakeKey('oidc');
  const create = (input: object) => createIssuer(world.admin, CreateIssuerInput.parse(input));
  await create({ kind: 'spiffe', name: 'Home', issuer: 'home.example', keys: { keys: [home.publicJwk] } });
  await create({
    kind: 'spiffe',
    name: 'Foreign',
    issuer: 'foreign.example',
    keys: { keys: [foreign.publicJwk] },
  });
  const issuer = { kind: 'oidc', name: 'CI', issuer: 'https://ci.example', keys: { keys: [oidc.publicJwk] } };
  oidcId = (await create(issuer)).id;
});
afterAll(() => world.drop());

const add = (input: object) => addIdentity(world.admin, AddIdentityInput.parse(input));
const shows = (assertion: string, more: { clientId?: string; isSingleUse?: boolean } = {}) =>
  recognise(assertion, { prisma: world.prisma, publicUrl, clientId: null, isSingleUse: false, ...more });
const svid = (key: FakeKey, sub: string, claims: object = {}) =>
  assertionBy(key, { sub, aud: publicUrl, ...claims });
const refusal = (reason: string) => expect.objectContaining({ name: 'NotBelieved', reason });

test('a JWT-SVID is its agent’s, by the keys of its subject’s trust domain', async () => {
  const { id } = await add({ id: 'bot', kind: 'spiffe', spiffeId: 'spiffe://home.example/bot' });
  expect(await shows(await svid(home, 'spiffe://home.example/bot'))).toEqual({
    agentId: 'bot',
    identity: { id, kind: 'spiffe', issuer: 'home.example', subject: 'spiffe://home.example/bot' },
  });
});

test('a foreign trust domain speaks for none of ours', async () => {
  const claimed = await svid(foreign, 'spiffe://home.example/bot');
  await expect(shows(claimed)).rejects.toEqual(refusal('signature'));
  const own = await svid(foreign, 'spiffe://foreign.example/bot');
  await expect(shows(own)).rejects.toEqual(refusal('claims'));
  const unknown = await svid(foreign, 'spiffe://unknown.example/bot');
  await expect(shows(unknown)).rejects.toEqual(refusal('key'));
});

test('an issuer’s subject belongs to the agent it is bound to, exactly or by pattern', async () => {
  await world.agent('ci-main');
  await world.agent('ci-any');
  const any = { id: 'ci-any', kind: 'oidc', issuer: oidcId, subjectPattern: 'repo:acme/app:**' };
  await add({ ...any, requiredClaims: { environment: 'any' } });
  await add({ id: 'ci-main', kind: 'oidc', issuer: oidcId, subject: 'repo:acme/app:main' });
  const of = (sub: string, claims: object = {}) =>
    assertionBy(oidc, { iss: 'https://ci.example', sub, aud: publicUrl, ...claims });
  expect(await shows(await of('repo:acme/app:main'))).toMatchObject({ agentId: 'ci-main' });
  expect(await shows(await of('repo:acme/app:x', { environment: 'any' }))).toMatchObject({
    agentId: 'ci-any',
  });
  await expect(shows(await of('repo:acme/app:x'))).rejects.toEqual(refusal('claims'));
  // Where two agents fit, the caller says which; nobody guesses.
  const both = await of('repo:acme/app:main', { environment: 'any' });
  await expect(shows(both)).rejects.toEqual(refusal('claims'));
  expect(await shows(both, { clientId: 'ci-any' })).toMatchObject({ agentId: 'ci-any' });
  await expect(shows(both, { clientId: 'bot' })).rejects.toEqual(refusal('claims'));
});

const self = (agent: string, jti: string | undefined, more: object = {}) => ({
  iss: agent,
  sub: agent,
  aud: `${publicUrl}/oauth/token`,
  jti,
  ...more,
});

test('a registered key is its agent’s; each assertion with it is shown once, over instances and restarts', async () => {
  await world.agent('keyed');
  const key = await fakeKey('own');
  const { id, subject } = await add({ id: 'keyed', kind: 'key', publicKey: key.publicJwk });
  expect(subject).toBe(await calculateJwkThumbprint(key.publicJwk));
  const assertion = await assertionBy(key, self('keyed', 'jti-1'));
  expect(await shows(assertion)).toMatchObject({ agentId: 'keyed', identity: { id, kind: 'key' } });
  await expect(shows(assertion)).rejects.toEqual(refusal('replayed'));
  // Another instance, and one that was started since, know it from the database.
  const other = await openDatabase(world.database.url);
  try {
    const again = recognise(assertion, {
      prisma: other.prisma,
      publicUrl,
      clientId: null,
      isSingleUse: false,
    });
    await expect(again).rejects.toEqual(refusal('replayed'));
  } finally {
    await other.close();
  }
  const race = await assertionBy(key, self('keyed', 'jti-2'));
  const results = await Promise.allSettled(Array.from({ length: 10 }, () => shows(race)));
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  await expect(shows(await assertionBy(key, self('keyed', undefined)))).rejects.toEqual(refusal('claims'));
  const thumbprint = await assertionBy(key, self('keyed', 'jti-3'), { kid: subject });
  await expect(shows(thumbprint)).resolves.toMatchObject({ agentId: 'keyed' });
});

test('a key speaks for its own agent alone', async () => {
  await world.agent('keyed-too');
  const key = await fakeKey('theirs');
  await add({ id: 'keyed-too', kind: 'key', publicKey: key.publicJwk });
  await expect(shows(await assertionBy(key, self('bot', 'a')))).rejects.toEqual(refusal('key'));
  await expect(shows(await assertionBy(key, self('keyed-too', 'b', { sub: 'bot' })))).rejects.toEqual(
    refusal('key'),
  );
  const named = await assertionBy(key, self('keyed-too', 'c'));
  await expect(shows(named, { clientId: 'bot' })).rejects.toEqual(refusal('claims'));
});

test('as a client’s assertion an issuer’s token with an id is shown once; as a subject it may come again', async () => {
  await world.agent('client');
  await add({ id: 'client', kind: 'oidc', issuer: oidcId, subject: 'client' });
  const claims = { iss: 'https://ci.example', sub: 'client', aud: publicUrl, jti: 'x-1' };
  const assertion = await assertionBy(oidc, claims);
  await shows(assertion);
  await shows(assertion);
  await shows(assertion, { isSingleUse: true });
  await expect(shows(assertion, { isSingleUse: true })).rejects.toEqual(refusal('replayed'));
});

test('a removed identity is nobody’s, stays as history, and can be bound anew', async () => {
  await world.agent('moved');
  const input = { id: 'moved', kind: 'spiffe', spiffeId: 'spiffe://home.example/moved' };
  const { id } = await add(input);
  await expect(add({ ...input, id: 'bot' })).rejects.toMatchObject({ reason: 'identity_taken' });
  const reason = 'the service is gone';
  await removeIdentity(world.admin, { id: 'moved', identity: id, reason });
  await expect(removeIdentity(world.admin, { id: 'moved', identity: id, reason })).rejects.toMatchObject({
    reason: 'already_removed',
  });
  await expect(shows(await svid(home, 'spiffe://home.example/moved'))).rejects.toEqual(refusal('claims'));
  await add({ ...input, id: 'bot' });
  const { items } = await listIdentities(world.admin, { id: 'moved', limit: 50 });
  expect(items).toMatchObject([{ id, removeReason: reason }]);
  expect(await world.eventsAbout('moved')).toEqual(['identity.added', 'identity.removed']);
});

test('only admins bind workloads to agents', async () => {
  const input = AddIdentityInput.parse({ id: 'bot', kind: 'spiffe', spiffeId: 'spiffe://home.example/no' });
  for (const role of rolesWithout('admin')) {
    await expect(addIdentity(world.as([role], { agents: ['bot'] }), input)).rejects.toMatchObject({
      code: 'forbidden',
    });
  }
});

const wrong: [string, object, string][] = [
  ['a SPIFFE ID without a path', { kind: 'spiffe', spiffeId: 'spiffe://home.example' }, 'spiffeId'],
  ['an unknown trust domain', { kind: 'spiffe', spiffeId: 'spiffe://nobody.example/x' }, 'spiffeId'],
  [
    'a private key',
    { kind: 'key', publicKey: { kty: 'EC', crv: 'P-256', x: 'x', y: 'y', d: 'd' } },
    'publicKey',
  ],
  ['a symmetric key', { kind: 'key', publicKey: { kty: 'oct', k: 'AAAA' } }, 'publicKey'],
];
test.each(wrong)('%s is no identity', async (_, more, field) => {
  await expect(add({ id: 'bot', ...more })).rejects.toMatchObject({ fields: [{ field }] });
});

test.each([
  { kind: 'oidc', subject: 'x' },
  { kind: 'oidc', issuer: 'iss_00000000000000000000000000' },
  { kind: 'oidc', issuer: 'iss_00000000000000000000000000', subject: 'x', subjectPattern: 'x:*' },
  { kind: 'spiffe', spiffeId: 'spiffe://home.example/x', subject: 'x' },
  { kind: 'key' },
])('%j says too little or too much', (more) => {
  expect(AddIdentityInput.safeParse({ id: 'bot', ...more }).success).toBe(false);
});
