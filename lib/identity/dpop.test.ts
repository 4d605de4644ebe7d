import { exportJWK } from 'jose';
import { beforeAll, expect, test } from 'vitest';
import { type FakeKey, fakeKey } from '@/tests/support/issuer-server';
import { prove } from '@/tests/support/prove';
import { verifyProof } from './dpop';

const url = 'https://cordon.example.com/access/v1/evaluation';
const token = 'a.b.c';
let key: FakeKey;
beforeAll(async () => {
  key = await fakeKey('holder');
});

const verify = (header: string | null, of: string | null = token) =>
  verifyProof({ header, method: 'POST', url }, of, new Date());
const refusal = expect.objectContaining({ name: 'NotBelieved', reason: 'proof' });
const seconds = (ahead: number) => Math.floor(Date.now() / 1000) + ahead;

test('a proof for this request and token tells whose key it was', async () => {
  const { jkt, jti } = await verify(await prove(key, { url, token }));
  expect([jkt.length, typeof jti]).toEqual([43, 'string']);
  // The query says nothing about where a request goes.
  await expect(verify(await prove(key, { url: `${url}?x=1`, token }))).resolves.toMatchObject({ jkt });
});

const wrong: [string, () => Promise<string | null>][] = [
  ['none', async () => null],
  ['another method', () => prove(key, { url, token, method: 'GET' })],
  ['another address', () => prove(key, { url: 'https://cordon.example.com/access/v1/evaluations', token })],
  ['another host', () => prove(key, { url: 'https://evil.example.com/access/v1/evaluation', token })],
  ['another token', () => prove(key, { url, token: 'x.y.z' })],
  ['no token', () => prove(key, { url })],
  ['an old one', () => prove(key, { url, token, claims: { iat: seconds(-70) } })],
  ['one of the future', () => prove(key, { url, token, claims: { iat: seconds(20) } })],
  ['one without an id', () => prove(key, { url, token, claims: { jti: undefined } as never })],
  ['one with another type', () => prove(key, { url, token, header: { typ: 'JWT' } })],
  ['one that brings more in its header', () => prove(key, { url, token, header: { kid: 'x' } })],
  ['two at once', async () => `${await prove(key, { url, token })}, ${await prove(key, { url, token })}`],
  [
    'a key that did not sign it',
    async () => {
      const other = await fakeKey('other');
      return prove(key, { url, token, header: { jwk: other.publicJwk as never } });
    },
  ],
  [
    'a private key in its header',
    async () => prove(key, { url, token, header: { jwk: (await exportJWK(key.privateKey)) as never } }),
  ],
];
test.each(wrong)('%s is refused as a proof', async (_, make) => {
  await expect(verify(await make())).rejects.toEqual(refusal);
});

test('a symmetric or missing algorithm is refused', async () => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const body = part({ jti: 'x', htm: 'POST', htu: url, iat: seconds(0) });
  for (const alg of ['none', 'HS256']) {
    const header = part({ typ: 'dpop+jwt', alg, jwk: { kty: 'oct', k: 'AAAA' } });
    await expect(verify(`${header}.${body}.AAAA`, null)).rejects.toEqual(refusal);
  }
});
