import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { AddIdentityInput } from '@/lib/contract/identity';
import { CreateIssuerInput } from '@/lib/contract/issuer';
import {
  assertionBy,
  type FakeKey,
  fakeKey,
  type IssuerServer,
  openIssuerServer,
} from '@/tests/support/issuer-server';
import { addIdentity } from '../identity/add';
import { recognise } from '../identity/recognise';
import { rolesWithout, World } from '../task/world.fixture';
import { createIssuer } from './create';
import { disableIssuer } from './disable';
import { enableIssuer } from './enable';
import { listIssuers } from './list';
import { readIssuer } from './read';
import { rotateIssuer } from './rotate';
import { testIssuer } from './test';

let world: World;
let server: IssuerServer;
let first: FakeKey;
let second: FakeKey;
let made = 0;
beforeAll(async () => {
  vi.stubEnv('CORDON_OUTGOING_ALLOW', '127.0.0.1');
  world = await World.create();
  [first, second] = await Promise.all([fakeKey('k1'), fakeKey('k2')]);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await world.drop();
});
beforeEach(async () => {
  server = await openIssuerServer([first]);
  return () => server.close();
});

const publicUrl = 'http://test';
const setOf = (...keys: FakeKey[]) => ({ keys: keys.map(({ publicJwk }) => publicJwk) });
const create = (input: object) => createIssuer(world.admin, CreateIssuerInput.parse(input));

/** An issuer whose keys are read from the server, with an agent of its own for the subject `job`. */
async function trusted(more: object = {}) {
  made += 1;
  const issuer = await create({
    kind: 'oidc',
    name: `Issuer ${made}`,
    issuer: `https://issuer-${made}.example.com`,
    keysUrl: server.url,
    ...more,
  });
  await world.agent(`agent-${made}`);
  const input = { id: `agent-${made}`, kind: 'oidc', issuer: issuer.id, subject: 'job' };
  const identity = await addIdentity(world.admin, AddIdentityInput.parse(input));
  const shows = async (key: FakeKey, claims: object = {}) =>
    recognise(await assertionBy(key, { iss: issuer.issuer, sub: 'job', aud: publicUrl, ...claims }), {
      prisma: world.prisma,
      publicUrl,
      clientId: null,
      isSingleUse: false,
    });
  return { issuer, identity, shows };
}
const ageKeys = (id: string, seconds: number) =>
  world.database.pool.query(
    `UPDATE issuer_keys SET fetched_at = fetched_at - make_interval(secs => $2),
                            attempted_at = attempted_at - make_interval(secs => $2) WHERE issuer_id = $1`,
    [id, seconds],
  );
const refusal = (reason: string) => expect.objectContaining({ name: 'NotBelieved', reason });

test('an issuer is created, read, listed, disabled and enabled, each with its audit row', async () => {
  const { issuer } = await trusted();
  expect(await readIssuer(world.admin, { id: issuer.id })).toMatchObject({ identities: 1, disabledAt: null });
  const page = await listIssuers(world.admin, { limit: 50, enabled: 'true' });
  expect(page.items.map(({ id }) => id)).toContain(issuer.id);
  const reason = 'they lost their key';
  expect(await disableIssuer(world.admin, { id: issuer.id, reason })).toMatchObject({
    disableReason: reason,
  });
  await expect(disableIssuer(world.admin, { id: issuer.id, reason })).rejects.toMatchObject({
    reason: 'already_disabled',
  });
  await enableIssuer(world.admin, { id: issuer.id });
  expect(await world.eventsAbout(issuer.id)).toEqual(['issuer.created', 'issuer.disabled', 'issuer.enabled']);
});

test('only admins change whom we trust', async () => {
  const { issuer } = await trusted();
  for (const role of rolesWithout('admin')) {
    const ctx = world.as([role], { agents: ['bot'] });
    await expect(disableIssuer(ctx, { id: issuer.id, reason: 'r' })).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(rotateIssuer(ctx, { id: issuer.id })).rejects.toMatchObject({ code: 'forbidden' });
  }
});

const wrong: [string, object, string][] = [
  ['no keys at all', {}, 'keysUrl'],
  ['keys from two places', { keysUrl: 'https://a.example.com', keys: { keys: [] } }, 'keysUrl'],
  ['keys over plain HTTP from elsewhere', { keysUrl: 'http://a.example.com/keys' }, 'keysUrl'],
  ['a secret for a key', { keys: { keys: [{ kty: 'oct', k: 'AAAA' }] } }, 'keys'],
  ['a name that is no URL', { issuer: 'example.org', keysUrl: 'https://a.example.com' }, 'issuer'],
  ['a trust domain that is a URL', { kind: 'spiffe', keysUrl: 'https://a.example.com' }, 'issuer'],
];
test.each(wrong)('an issuer with %s is refused', async (_, more, field) => {
  const input = { kind: 'oidc', name: 'x', issuer: 'https://wrong.example.com', ...more };
  await expect(create(input)).rejects.toMatchObject({ fields: [{ field }] });
});

test('the same issuer is trusted once', async () => {
  const { issuer } = await trusted();
  const input = { kind: 'oidc', name: 'again', issuer: issuer.issuer, keysUrl: server.url };
  await expect(create(input)).rejects.toMatchObject({ reason: 'issuer_known' });
});

test('keys are read once and then known', async () => {
  const { shows } = await trusted();
  for (let i = 0; i < 3; i += 1) await shows(first);
  expect(server.asked).toBe(1);
});

test('a rotated key is found by one more reading; a made-up one asks the issuer no second time', async () => {
  const { issuer, shows } = await trusted();
  await shows(first);
  server.answer = { status: 200, body: setOf(first, second) };
  // A moment ago it was asked already: not again so soon.
  await expect(shows(second)).rejects.toEqual(refusal('key'));
  expect(server.asked).toBe(1);
  await ageKeys(issuer.id, 31);
  await expect(shows(second)).resolves.toMatchObject({ identity: { subject: 'job' } });
  expect(server.asked).toBe(2);
  const madeUp = await fakeKey('made-up');
  for (let i = 0; i < 5; i += 1) await expect(shows(madeUp)).rejects.toEqual(refusal('key'));
  expect(server.asked).toBe(2);
});

test('many at once read the keys once', async () => {
  const { shows } = await trusted();
  await Promise.all(Array.from({ length: 10 }, () => shows(first)));
  expect(server.asked).toBe(1);
});

test('a key that the issuer has taken back is not believed after the next reading', async () => {
  const { issuer, shows } = await trusted();
  await shows(first);
  server.answer = { status: 200, body: setOf(second) };
  await ageKeys(issuer.id, 301);
  await expect(shows(first)).rejects.toEqual(refusal('key'));
});

test('while the issuer is down its known keys are believed until their age is over, then nothing is', async () => {
  const { issuer, shows } = await trusted({ maxKeyAgeSeconds: 3600 });
  await shows(first);
  server.answer = null;
  await ageKeys(issuer.id, 600);
  await expect(shows(first)).resolves.toMatchObject({ identity: { subject: 'job' } });
  expect(await readIssuer(world.admin, { id: issuer.id })).toMatchObject({ keysProblem: expect.any(String) });
  await ageKeys(issuer.id, 3001);
  await expect(shows(first)).rejects.toEqual(refusal('key'));
  server.answer = { status: 200, body: setOf(first) };
  await ageKeys(issuer.id, 31);
  await expect(shows(first)).resolves.toMatchObject({ identity: { subject: 'job' } });
});

test.each([
  ['an error', { status: 500, body: {} }],
  ['a redirect', { status: 302, body: {} }],
  ['no set', { status: 200, body: ['x'] }],
  ['far too much', { status: 200, body: { keys: [], filler: 'x'.repeat(70_000) } }],
  ['too many keys', { status: 200, body: { keys: Array.from({ length: 101 }, () => ({})) } }],
])('keys that are answered with %s are not taken, and the known ones stay', async (_, answer) => {
  const { issuer, shows } = await trusted();
  await shows(first);
  server.answer = answer;
  await ageKeys(issuer.id, 301);
  await expect(shows(first)).resolves.toMatchObject({ identity: { subject: 'job' } });
  expect(server.asked).toBe(2);
});

test('an address inside is not asked for keys unless the operator allows it', async () => {
  const { issuer } = await trusted();
  vi.stubEnv('CORDON_OUTGOING_ALLOW', '');
  try {
    const { problem, keys } = await testIssuer(world.admin, { id: issuer.id });
    expect([typeof problem, keys]).toEqual(['string', []]);
    await world.prisma.trustedIssuer.update({
      where: { id: issuer.id },
      data: { keysUrl: 'https://169.254.169.254/keys' },
    });
    expect((await testIssuer(world.admin, { id: issuer.id })).problem).toMatch(/not public|address/);
    expect(server.asked).toBe(0);
  } finally {
    vi.stubEnv('CORDON_OUTGOING_ALLOW', '127.0.0.1');
  }
});

test('rotating takes the keys of this moment; entered ones are replaced by what is sent', async () => {
  const { issuer, shows } = await trusted();
  await shows(first);
  server.answer = { status: 200, body: setOf(second) };
  const rotated = await rotateIssuer(world.admin, { id: issuer.id });
  expect(rotated.keys).toMatchObject([{ kid: 'k2' }]);
  await expect(shows(first)).rejects.toEqual(refusal('key'));
  server.answer = null;
  await expect(rotateIssuer(world.admin, { id: issuer.id })).rejects.toMatchObject({
    reason: 'keys_unreadable',
  });

  const entered = await trusted({ keysUrl: undefined, keys: setOf(first) });
  await entered.shows(first);
  await expect(rotateIssuer(world.admin, { id: entered.issuer.id })).rejects.toMatchObject({
    fields: [{ field: 'keys' }],
  });
  await rotateIssuer(world.admin, { id: entered.issuer.id, keys: setOf(second) });
  await expect(entered.shows(first)).rejects.toEqual(refusal('key'));
  await entered.shows(second);
  expect(await world.eventsAbout(entered.issuer.id)).toEqual(['issuer.created', 'issuer.rotated']);
});

test('trying an assertion tells whose it is, and gives nothing', async () => {
  const { issuer } = await trusted();
  const claims = { iss: issuer.issuer, sub: 'job', aud: publicUrl };
  const tried = (assertion: string) => testIssuer(world.admin, { id: issuer.id, assertion });
  expect((await tried(await assertionBy(first, claims))).assertion).toEqual({
    isBelieved: true,
    problem: null,
    subject: 'job',
    agents: [`agent-${made}`],
  });
  expect((await tried(await assertionBy(second, claims))).assertion).toMatchObject({ isBelieved: false });
});

test('the issuer’s own conditions and audience hold for every assertion', async () => {
  const { shows } = await trusted({ audience: 'urn:cordon', requiredClaims: { env: 'prod' } });
  await expect(shows(first)).rejects.toEqual(refusal('audience'));
  await expect(shows(first, { aud: 'urn:cordon' })).rejects.toEqual(refusal('claims'));
  await expect(shows(first, { aud: 'urn:cordon', env: 'prod' })).resolves.toBeDefined();
});
