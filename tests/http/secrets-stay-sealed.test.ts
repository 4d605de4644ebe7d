import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { freePort } from '@/lib/embedded/free-port';
import { canonicalJson } from '@/lib/ledger/canonical';

// INVARIANT (sealed-secrets): twenty secrets go in, by the ways that work and by those that do not; then
// every place is searched into which they could have leaked.

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

let folder: string;
let dataDir: string;
let origin: string;
let server: ChildProcess;
let said = '';
const env = () => {
  const { DATABASE_URL: _url, CORDON_URL: _origin, ...rest } = process.env;
  const port = new URL(origin).port;
  return { ...rest, NODE_ENV: 'production' as const, PORT: port, CORDON_DATA_DIR: dataDir, CORDON_DEMO: '0' };
};

beforeAll(async () => {
  if (!existsSync('dist/supervise.mjs') || !existsSync('.next/BUILD_ID'))
    throw new Error('run `npm run build` first');
  folder = mkdtempSync(path.join(os.tmpdir(), 'cordon-sealed-'));
  dataDir = path.join(folder, 'data');
  origin = `http://127.0.0.1:${await freePort()}`;
  server = spawn(process.execPath, ['dist/supervise.mjs'], { env: env(), stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [server.stdout, server.stderr]) {
    stream?.on('data', (chunk) => {
      said += chunk;
    });
  }
});
afterAll(async () => {
  const ended = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGTERM');
  await ended;
  rmSync(folder, { recursive: true, force: true });
});

const cordon = async (...args: string[]): Promise<string> => {
  const run = await promisify(execFile)(process.execPath, ['dist/cordon.mjs', ...args], { env: env() });
  said += run.stderr;
  return run.stdout;
};

/** Everything that was answered, with its headers. */
const answers: string[] = [];
async function ask(
  where: string,
  init: RequestInit = {},
): Promise<{ status: number; text: string; at: string }> {
  const response = await fetch(origin + where, { redirect: 'manual', ...init });
  const text = await response.text();
  answers.push(`${where} ${response.status} ${JSON.stringify([...response.headers])} ${text}`);
  return { status: response.status, text, at: new URL(response.url).pathname };
}

const canaries = Array.from({ length: 20 }, () => `canary-${randomBytes(18).toString('base64url')}`);
const canary = (n: number): string => canaries[n] ?? '';

/** As it is, and as logs, dumps and digests may write it. */
const formsOf = (secret: string): string[] => [
  secret,
  Buffer.from(secret).toString('base64').replace(/=+$/, ''),
  Buffer.from(secret).toString('hex'),
  encodeURIComponent(secret),
  createHash('sha256').update(secret).digest('hex'),
];

test('no secret is found anywhere outside the system that it is for', async () => {
  const isReady = () =>
    fetch(`${origin}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
  await expect.poll(isReady, { timeout: 120_000, interval: 100 }).toBe(true);
  const key = (await cordon('api-key', 'create', '--name', 'sealed', '--role', 'admin')).trim();
  const auditor = (await cordon('api-key', 'create', '--name', 'other', '--role', 'auditor')).trim();
  const as = (bearer: string, body: unknown, more: Record<string, string> = {}): RequestInit => ({
    method: 'POST',
    headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json', ...more },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const rotate = (system: string, init: RequestInit) => ask(`/api/v1/systems/${system}/rotate-secret`, init);

  for (let n = 0; n < 10; n += 1) {
    const system = {
      id: `s${n}`,
      name: `S ${n}`,
      kind: 'http',
      zone: 'partner',
      environment: 'test',
      sensitivity: 'internal',
    };
    expect(await ask('/api/v1/systems', as(key, system))).toMatchObject({ status: 201 });
    expect(await rotate(`s${n}`, as(key, { value: canary(n), rotateAfterDays: 30 }))).toMatchObject({
      status: 200,
    });
  }
  // Again, so that one is replaced; and once more under an Idempotency-Key, twice.
  expect(await rotate('s0', as(key, { value: canary(10) }))).toMatchObject({ status: 200 });
  const once = as(key, { value: canary(11) }, { 'idempotency-key': 'once' });
  expect(await rotate('s1', once)).toMatchObject({ status: 200 });
  expect(await rotate('s1', once)).toMatchObject({ status: 200 });
  expect(await rotate('s1', as(key, { value: canary(12) }, { 'idempotency-key': 'once' }))).toMatchObject({
    status: 409,
  });
  // What is refused is not repeated either.
  expect(await rotate('s2', as(auditor, { value: canary(13) }))).toMatchObject({ status: 403 });
  expect(await rotate('s2', as('cdn_nobody', { value: canary(14) }))).toMatchObject({ status: 401 });
  expect(await rotate('nobody', as(key, { value: canary(15) }))).toMatchObject({ status: 404 });
  expect(await rotate('s2', as(key, { value: `${canary(16)}\n` }))).toMatchObject({ status: 400 });
  expect(await rotate('s2', as(key, { value: canary(17), header: 'host' }))).toMatchObject({ status: 400 });
  expect(await rotate('s2', as(key, `{"value": "${canary(18)}"`))).toMatchObject({ status: 400 });
  expect(await rotate('s2', as(key, { value: { deep: canary(19) } }))).toMatchObject({ status: 400 });

  const read: RequestInit = { headers: { authorization: `Bearer ${key}` } };
  for (const where of [
    '/api/v1/systems',
    '/api/v1/systems/s0',
    '/api/v1/audit-events?limit=200',
    '/api/v1/overview',
    '/api/openapi.json',
  ]) {
    expect(await ask(where, read), where).toMatchObject({ status: 200 });
  }
  const cookie = await signIn(key);
  for (const page of ['/', '/agents', '/decisions']) {
    expect(await ask(page, { headers: { cookie } }), page).toMatchObject({ status: 200 });
    // As the browser asks for it when it goes there from another page.
    const data = await ask(page, { headers: { cookie, rsc: '1' }, redirect: 'follow' });
    expect(data, page).toMatchObject({ status: 200, at: page });
  }
  expect(await cordon('secrets', 'rotate-key')).toContain('secrets moved under it: 10');
  const backup = path.join(folder, 'backup.gz');
  await cordon('backup', backup);
  const exported = path.join(folder, 'export');
  await cordon('export', '--out', exported);

  const places = new Map<string, Buffer>([
    ['answers and pages', Buffer.from(answers.join('\n'))],
    ['the log', Buffer.from(said)],
    ['the backup', gunzipSync(readFileSync(backup))],
    ...filesIn(folder),
  ]);
  expect(places.get('the backup')?.includes('s9')).toBe(true);
  expect(said).toContain('keep secrets/secret-keys');
  // Tables, write-ahead log and copies on the disk are among them.
  expect([...places.keys()].filter((name) => name.includes('pg_wal'))).not.toEqual([]);
  const found: string[] = [];
  for (const [place, content] of places) {
    for (const [n, secret] of canaries.entries()) {
      if (formsOf(secret).some((form) => content.includes(form))) found.push(`${n} in ${place}`);
    }
  }
  expect(found).toEqual([]);

  // A digest of the whole request would let guesses be proven.
  const request = { operation: 'rotateSystemSecret', input: { id: 's1', value: canary(11) } };
  const digest = createHash('sha256').update(canonicalJson(request)).digest('hex');
  expect(places.get('the backup')?.includes('once')).toBe(true);
  expect(places.get('the backup')?.includes(digest)).toBe(false);
});

/** Somebody who looks at the console, as a browser signs in; answers their cookie. */
async function signIn(key: string): Promise<string> {
  const json = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const post = async (where: string, body: unknown, headers: Record<string, string> = json) =>
    JSON.parse((await ask(where, { method: 'POST', headers, body: JSON.stringify(body) })).text);
  const email = 'ada@example.com';
  const { id } = await post('/api/v1/users', { email, name: 'Ada', roles: ['admin'] });
  const { url } = await post(`/api/v1/users/${id}/reset-password`, {});
  const token = new URL(url).searchParams.get('token') ?? new URL(url).hash.slice(1);
  const password = randomBytes(18).toString('base64url');
  await post('/api/auth/set-password', { token, password }, { origin, 'content-type': 'application/json' });

  const csrf = await fetch(`${origin}/api/auth/csrf`);
  const cookies = csrf.headers.getSetCookie().map((one) => one.split(';')[0]);
  const { csrfToken } = (await csrf.json()) as { csrfToken: string };
  const answer = await fetch(`${origin}/api/auth/callback/credentials`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin, cookie: cookies.join('; ') },
    body: new URLSearchParams({ email, password, csrfToken, json: 'true' }),
  });
  const session = answer.headers.getSetCookie().find((one) => one.startsWith('cordon.session='));
  if (session === undefined) throw new Error(`no session: ${answer.status} ${await answer.text()}`);
  return session.split(';')[0] ?? '';
}

function* filesIn(at: string): Generator<[string, Buffer]> {
  for (const entry of readdirSync(at, { withFileTypes: true })) {
    const file = path.join(at, entry.name);
    if (entry.isDirectory()) yield* filesIn(file);
    else if (entry.isFile()) yield [file, readFileSync(file)];
  }
}
