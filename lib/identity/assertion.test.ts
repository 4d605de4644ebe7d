import { createHmac } from 'node:crypto';
import type { JWK } from 'jose';
import { beforeAll, expect, test } from 'vitest';
import type { IdentityKind } from '@/lib/domain/identity';
import { assertionBy, type FakeKey, fakeKey } from '@/tests/support/issuer-server';
import { readClaimed, verifyAssertion } from './assertion';
import { signingKeysIn } from './key-set';

const audience = ['https://cordon.example.com'];
const iss = 'https://issuer.example.com';
const sub = 'job:bot';
let rsa: FakeKey;
let ec: FakeKey;
let ed: FakeKey;
let stranger: FakeKey;
beforeAll(async () => {
  [rsa, ec, ed, stranger] = await Promise.all([
    fakeKey('rsa', 'RS256'),
    fakeKey('ec', 'ES256'),
    fakeKey('ed', 'EdDSA'),
    fakeKey('ec', 'ES256'),
  ]);
});

const verify = (token: string, kind: IdentityKind = 'oidc', keys: JWK[] = allKeys()) =>
  verifyAssertion(token, { kind, keys, audience, issuer: kind === 'spiffe' ? null : iss, now: new Date() });
const allKeys = (): JWK[] => [rsa, ec, ed].map(({ publicJwk }) => publicJwk);
const good = (more: object = {}) => ({ iss, sub, aud: audience[0], ...more });
const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;
const refusal = (reason: string) => expect.objectContaining({ name: 'NotBelieved', reason });

test.each(['rsa', 'ec', 'ed'])('an assertion signed with the issuer’s %s key is believed', async (kid) => {
  const key = { rsa, ec, ed }[kid as 'rsa'];
  await expect(verify(await assertionBy(key, good()))).resolves.toMatchObject({ sub });
});

test('alg none is refused, with and without a signature', async () => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const head = part({ alg: 'none', kid: 'ec' });
  const body = part({ ...good(), exp: inSeconds(60) });
  await expect(verify(`${head}.${body}.`)).rejects.toEqual(refusal('malformed'));
  await expect(verify(`${head}.${body}.AAAA`)).rejects.toEqual(refusal('algorithm'));
});

test('algorithm confusion: a public key is never the secret of an HMAC', async () => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg: 'HS256', kid: 'rsa' })}.${part({ ...good(), exp: inSeconds(60) })}`;
  const mac = createHmac('sha256', JSON.stringify(rsa.publicJwk)).update(signed).digest('base64url');
  await expect(verify(`${signed}.${mac}`)).rejects.toEqual(refusal('algorithm'));
  await expect(verify(`${signed}.${mac}`, 'spiffe')).rejects.toEqual(refusal('algorithm'));
});

test('a key that says its algorithm verifies no other', async () => {
  const told: JWK = { ...rsa.publicJwk, alg: 'PS256' };
  await expect(verify(await assertionBy(rsa, good()), 'oidc', [told])).rejects.toEqual(refusal('key'));
});

test.each([
  '../ec',
  'ec\u0000',
  'EC',
  '',
  "ec' OR '1'='1",
  '__proto__',
  'constructor',
  'https://evil.example/jwks',
])('kid injection: %j is compared with the known ids, and looked up nowhere', async (kid) => {
  await expect(verify(await assertionBy(ec, good(), { kid }))).rejects.toEqual(refusal('key'));
});

test('another key under a known id is not believed', async () => {
  await expect(verify(await assertionBy(stranger, good()))).rejects.toEqual(refusal('signature'));
});

test('without an id the key must be the only one that fits', async () => {
  const token = await assertionBy(ec, good(), { kid: undefined as unknown as string });
  await expect(verify(token)).resolves.toMatchObject({ sub });
  const two = [...allKeys(), { ...stranger.publicJwk, kid: 'other' }];
  await expect(verify(token, 'oidc', two)).rejects.toEqual(refusal('key'));
});

test.each(['jku', 'jwk', 'x5u', 'x5c'])('a header that brings a key along (%s) is refused', async (name) => {
  const token = await assertionBy(ec, good(), { [name]: name === 'jwk' ? stranger.publicJwk : ['x'] });
  await expect(verify(token)).rejects.toEqual(refusal('header'));
});

const wrong: [string, object, string][] = [
  ['for another audience', { aud: 'https://other.example.com' }, 'audience'],
  ['for an audience that only begins like ours', { aud: `${audience[0]}/x` }, 'audience'],
  ['without an audience', { aud: undefined }, 'audience'],
  ['of another issuer', { iss: 'https://other.example.com' }, 'claims'],
  ['that has expired', { exp: inSeconds(-31) }, 'expired'],
  ['without an end', { exp: undefined }, 'claims'],
  ['that is not valid yet', { nbf: inSeconds(35) }, 'not_yet_valid'],
  ['from the future', { iat: inSeconds(35) }, 'not_yet_valid'],
  ['without a subject', { sub: undefined }, 'claims'],
];
test.each(wrong)('an assertion %s is refused', async (_, claims, reason) => {
  await expect(verify(await assertionBy(ec, good(claims)))).rejects.toEqual(refusal(reason));
});

test('what somebody signs with a key of their own lives for five minutes at most', async () => {
  const short = await assertionBy(ec, good({ exp: inSeconds(299) }));
  await expect(verify(short, 'key')).resolves.toMatchObject({ sub });
  const long = await assertionBy(ec, good({ exp: inSeconds(3600) }));
  await expect(verify(long, 'key')).rejects.toEqual(refusal('claims'));
});

test('our own tokens, and other types, are no assertions', async () => {
  for (const typ of ['cordon-task+jwt', 'at+jwt', 'dpop+jwt']) {
    await expect(verify(await assertionBy(ec, good(), { typ }))).rejects.toEqual(refusal('header'));
  }
});

test.each(['', 'a.b', 'a.b.c.d', '{"payload":"x"}', 'a.b.c', `${'a'.repeat(20_000)}.b.c`])(
  '%.20j cannot be read',
  (token) => {
    expect(() => readClaimed(token)).toThrow(refusal('malformed'));
  },
);

// JWT-SVID, sections 2 to 4.
const spiffe = { sub: 'spiffe://example.org/bot', aud: audience[0] };

test('a JWT-SVID is believed with the three members that its header may have', async () => {
  for (const typ of [undefined, 'JWT', 'JOSE']) {
    const token = await assertionBy(ec, spiffe, typ === undefined ? {} : { typ });
    const bundle = [{ ...ec.publicJwk, use: 'jwt-svid' }];
    await expect(verify(token, 'spiffe', bundle)).resolves.toMatchObject(spiffe);
  }
});

test.each([{ cty: 'JWT' }, { x5t: 'x' }, { typ: 'jwt' }, { typ: 'at+jwt' }, { foo: 1 }])(
  'a JWT-SVID with the header %j is refused',
  async (header) => {
    await expect(verify(await assertionBy(ec, spiffe, header), 'spiffe')).rejects.toEqual(refusal('header'));
  },
);

test('a JWT-SVID may not be signed with EdDSA', async () => {
  await expect(verify(await assertionBy(ed, spiffe), 'spiffe')).rejects.toEqual(refusal('algorithm'));
});

test('of a bundle only keys with the use jwt-svid count; an empty one is an answer', () => {
  const keys = [
    { ...ec.publicJwk, use: 'jwt-svid' },
    { ...rsa.publicJwk, use: 'x509-svid' },
    { ...stranger.publicJwk },
    { kty: 'oct', k: 'AAAA', use: 'jwt-svid' },
    { kty: 'unheard-of', use: 'jwt-svid' },
  ];
  expect(signingKeysIn('spiffe', { keys, spiffe_sequence: 1 })).toHaveLength(1);
  expect(signingKeysIn('spiffe', { keys: [] })).toEqual([]);
  expect(() => signingKeysIn('spiffe', [])).toThrow('no JWK set');
});

test('a set with a private or symmetric key verifies nothing by it', () => {
  const secret = { kty: 'oct', k: 'AAAA', kid: 'ec' };
  const leaked = { ...ec.publicJwk, d: 'AAAA' };
  expect(signingKeysIn('oidc', { keys: [secret, leaked, rsa.publicJwk] })).toEqual([rsa.publicJwk]);
});
