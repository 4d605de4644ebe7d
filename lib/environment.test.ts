import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EnvironmentError, loadSecrets, parseEnvironment } from './environment';

const OIDC = {
  OIDC_ISSUER: 'https://id.example.com',
  OIDC_CLIENT_ID: 'cordon',
  OIDC_CLIENT_SECRET: 's3cret',
};

test('an empty environment is a complete one', () => {
  expect(parseEnvironment({})).toEqual({
    port: 3000,
    host: '127.0.0.1',
    publicUrl: 'http://127.0.0.1:3000',
    databaseUrl: null,
    dataDir: path.resolve('.cordon'),
    demo: null,
    scheduler: true,
    secret: null,
    secretKeys: null,
    oidc: null,
  });
});

const accepted = [
  { name: 'a port', set: { PORT: '8080' }, gives: { port: 8080, publicUrl: 'http://127.0.0.1:8080' } },
  {
    name: 'all addresses',
    set: { HOST: '0.0.0.0' },
    gives: { host: '0.0.0.0', publicUrl: 'http://127.0.0.1:3000' },
  },
  { name: 'an IPv6 address', set: { HOST: '::1' }, gives: { publicUrl: 'http://[::1]:3000' } },
  {
    name: 'a public origin',
    set: { CORDON_URL: 'https://c.example.com/' },
    gives: { publicUrl: 'https://c.example.com' },
  },
  {
    name: 'a database',
    set: { DATABASE_URL: 'postgres://u:p@h/d' },
    gives: { databaseUrl: 'postgres://u:p@h/d' },
  },
  { name: 'no demo', set: { CORDON_DEMO: '0' }, gives: { demo: false } },
  { name: 'the demo', set: { CORDON_DEMO: '1' }, gives: { demo: true } },
  { name: 'no scheduler', set: { CORDON_SCHEDULER: 'off' }, gives: { scheduler: false } },
  { name: 'an empty variable', set: { CORDON_URL: '', PORT: '' }, gives: { port: 3000 } },
  {
    name: 'private hosts to be reached',
    set: { CORDON_OUTGOING_ALLOW: 'mcp.internal:8080, 10.0.0.0/8' },
    gives: {},
  },
  {
    name: 'keys for the secrets of systems',
    set: { CORDON_SECRET_KEY: `${'n'.repeat(32)}, ${'o'.repeat(40)}` },
    gives: { secretKeys: ['n'.repeat(32), 'o'.repeat(40)] },
  },
  { name: 'a shared secret', set: { CORDON_SECRET: 'x'.repeat(32) }, gives: { secret: 'x'.repeat(32) } },
  {
    name: 'an identity provider',
    set: OIDC,
    gives: { oidc: { issuer: 'https://id.example.com', clientId: 'cordon', clientSecret: 's3cret' } },
  },
];
for (const { name, set, gives } of accepted) {
  test(`accepts ${name}`, () => expect(parseEnvironment(set)).toMatchObject(gives));
}

const refused: { set: Record<string, string>; problems: string[] }[] = [
  { set: { PORT: '0' }, problems: ['PORT must be a number from 1 to 65535'] },
  { set: { PORT: '65536' }, problems: ['PORT must be a number from 1 to 65535'] },
  { set: { PORT: '3e3' }, problems: ['PORT must be a number from 1 to 65535'] },
  { set: { HOST: 'a b' }, problems: ['HOST must be a host name or an address'] },
  { set: { CORDON_URL: 'c.example.com' }, problems: ['CORDON_URL must be an origin'] },
  { set: { CORDON_URL: 'https://c.example.com/path' }, problems: ['CORDON_URL must be an origin'] },
  { set: { CORDON_URL: 'javascript:alert(1)' }, problems: ['CORDON_URL must be an origin'] },
  { set: { DATABASE_URL: 'mysql://h/d' }, problems: ['DATABASE_URL must be a URL such as'] },
  { set: { DATABASE_URL: 'postgres://h' }, problems: ['DATABASE_URL must name a database'] },
  { set: { CORDON_DEMO: 'yes' }, problems: ['CORDON_DEMO must be "0" or "1"'] },
  { set: { CORDON_SCHEDULER: 'no' }, problems: ['CORDON_SCHEDULER must be "on" or "off"'] },
  { set: { CORDON_SECRET: 'short' }, problems: ['CORDON_SECRET must have at least 32 bytes'] },
  { set: { CORDON_SECRET_KEY: `${'n'.repeat(32)},short` }, problems: ['CORDON_SECRET_KEY must be one key'] },
  { set: { CORDON_OUTGOING_ALLOW: '10.0.0.1/8' }, problems: ['CORDON_OUTGOING_ALLOW must be a list'] },
  { set: { ...OIDC, OIDC_ISSUER: 'http://id.example.com' }, problems: ['OIDC_ISSUER must be an https URL'] },
  {
    set: { OIDC_ISSUER: 'https://id.example.com' },
    problems: ['OIDC_CLIENT_ID must be set when', 'OIDC_CLIENT_SECRET must be set when'],
  },
  {
    set: { PORT: 'x', CORDON_DEMO: 'x', DATABASE_URL: 'x' },
    problems: ['PORT must', 'DATABASE_URL must', 'CORDON_DEMO must'],
  },
];
for (const { set, problems } of refused) {
  test(`refuses ${JSON.stringify(set)}, and names every problem`, () => {
    const error = problemsOf(set);
    expect(error).toHaveLength(problems.length);
    for (const [i, problem] of problems.entries()) expect(error[i]).toContain(problem);
  });
}

test('a refused value is not repeated, because it may be a secret', () => {
  expect(
    problemsOf({ DATABASE_URL: 'hunter2', CORDON_SECRET: 'hunter2', CORDON_SECRET_KEY: 'hunter2' }).join(),
  ).not.toContain('hunter2');
});

function problemsOf(set: Record<string, string>): string[] {
  try {
    parseEnvironment(set);
  } catch (error) {
    if (error instanceof EnvironmentError) return error.problems;
    throw error;
  }
  return [];
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'cordon-secrets-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('secrets are generated once, for this user only', () => {
  const dataDir = path.join(folder, 'once');
  const first = loadSecrets(dataDir);
  expect(loadSecrets(dataDir)).toEqual(first);
  expect(statSync(dataDir).mode & 0o777).toBe(0o700);
  expect(statSync(path.join(dataDir, 'secrets')).mode & 0o777).toBe(0o700);
  expect(readdirSync(path.join(dataDir, 'secrets')).sort()).toEqual([
    'session-secret',
    'signing-key.pem',
    'token-secret',
  ]);
  for (const name of readdirSync(path.join(dataDir, 'secrets'))) {
    expect(statSync(path.join(dataDir, 'secrets', name)).mode & 0o777).toBe(0o600);
  }
});

test('the signing key signs, and its public half verifies', () => {
  const { signingKey } = loadSecrets(path.join(folder, 'once'));
  const signature = sign(null, Buffer.from('record'), createPrivateKey(signingKey.privateKeyPem));
  const publicKey = createPublicKey({ key: signingKey.publicJwk, format: 'jwk' });
  expect(verify(null, Buffer.from('record'), publicKey, signature)).toBe(true);
});

test('a secret that others can read is refused', () => {
  const dataDir = path.join(folder, 'open');
  loadSecrets(dataDir);
  chmodSync(path.join(dataDir, 'secrets', 'signing-key.pem'), 0o644);
  expect(() => loadSecrets(dataDir)).toThrow('must belong to the user that runs Cordon, with mode 0600');
});

test('instances that share a secret share every key, and another secret gives others', () => {
  const dataDir = path.join(folder, 'unused');
  const one = loadSecrets(dataDir, 'a'.repeat(32));
  expect(loadSecrets(dataDir, 'a'.repeat(32))).toEqual(one);
  expect(loadSecrets(dataDir, 'b'.repeat(32)).signingKey.kid).not.toBe(one.signingKey.kid);
});

test('a data folder that holds other things is refused and left as it is', () => {
  const shared = mkdtempSync(path.join(folder, 'shared-'));
  chmodSync(shared, 0o755);
  writeFileSync(path.join(shared, 'thesis.txt'), 'years of work');
  expect(() => loadSecrets(shared)).toThrow('CORDON_DATA_DIR');
  expect(statSync(shared).mode & 0o777).toBe(0o755);
  expect(readFileSync(path.join(shared, 'thesis.txt'), 'utf8')).toBe('years of work');
});
