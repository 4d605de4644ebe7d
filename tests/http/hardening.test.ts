import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { operations } from '@/lib/contract/operations';
import { type Cordon, startCordon } from '@/tests/support/cordon';
import { BODIES, chooser, exampleOf, SEGMENTS, schemaOf, VALUES } from '@/tests/support/hostile-input';

// What everybody gets who only knows the address: headers, limits, refusals. Against the whole of Cordon, which
// believes that it is reached by https.

vi.setConfig({ testTimeout: 240_000, hookTimeout: 180_000 });

const PUBLIC = 'https://cordon.example.com';
const PASSWORD = `canary-${randomBytes(18).toString('base64url')}`;
let cordon: Cordon;
let session: string;
let cookieText: string;
beforeAll(async () => {
  cordon = await startCordon({ CORDON_URL: PUBLIC, CORDON_PROXY_HOPS: '1' });
  [session, cookieText] = await signIn();
});
afterAll(() => cordon?.stop());

const at = (where: string, init: RequestInit = {}) =>
  fetch(cordon.origin + where, { redirect: 'manual', ...init });
const json = { 'content-type': 'application/json' };
const asAdmin = () => ({ ...json, authorization: `Bearer ${cordon.admin}` });

/** The session's cookie, and how it was set. */
async function signIn(): Promise<[string, string]> {
  const email = 'ada@example.com';
  const { id } = await cordon.api('POST', '/api/v1/users', { email, name: 'Ada', roles: ['admin'] });
  const { url } = await cordon.api('POST', `/api/v1/users/${id}/reset-password`, {});
  const token = new URL(url).searchParams.get('token') ?? new URL(url).hash.slice(1);
  const from = { ...json, origin: PUBLIC };
  const body = JSON.stringify({ token, password: PASSWORD });
  expect((await at('/api/auth/set-password', { method: 'POST', headers: from, body })).status).toBeLessThan(
    300,
  );
  const answer = await tryPassword(email, PASSWORD);
  const set = answer.headers.getSetCookie().find((one) => /session=./.test(one));
  if (set === undefined) throw new Error(`no session: ${answer.status} ${await answer.text()}`);
  return [set.split(';')[0] ?? '', set];
}

async function tryPassword(email: string, password: string, address = '192.0.2.1'): Promise<Response> {
  const csrf = await at('/api/auth/csrf');
  const cookie = csrf.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  const { csrfToken } = (await csrf.json()) as { csrfToken: string };
  return at('/api/auth/callback/credentials', {
    method: 'POST',
    headers: { origin: PUBLIC, cookie, 'x-forwarded-for': address },
    body: new URLSearchParams({ email, password, csrfToken, json: 'true' }),
  });
}

describe('headers', () => {
  test('pages: a policy with a nonce of their own, and everything that goes with it', async () => {
    const seen = new Set<string>();
    for (const [where, cookie] of [
      ['/sign-in', ''],
      ['/', session],
      ['/agents', session],
      ['/nowhere', session],
    ] as const) {
      const response = await at(where, { headers: { cookie } });
      const { headers } = response;
      const policy = headers.get('content-security-policy') ?? '';
      const nonce = /'nonce-([^']{20,})'/.exec(policy)?.[1] ?? '';
      expect(nonce, where).not.toBe('');
      expect(seen.has(nonce)).toBe(false);
      seen.add(nonce);
      for (const part of [
        "default-src 'none'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'self'",
      ]) {
        expect(policy.split('; '), where).toContain(part);
      }
      expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline|\*|https?:/);
      expect(Object.fromEntries(headers), where).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'strict-transport-security': 'max-age=31536000; includeSubDomains',
      });
      expect(headers.get('x-powered-by')).toBeNull();
      const scripts = [...(await response.text()).matchAll(/<script\b[^>]*>/g)].map(([tag]) => tag);
      if (response.status === 200) expect(scripts.length, where).toBeGreaterThan(0);
      for (const tag of scripts) expect(tag, where).toContain(`nonce="${nonce}"`);
    }
  });

  test('what belongs to somebody is kept by nobody on the way', async () => {
    for (const where of [
      '/',
      '/agents',
      '/api/v1/agents',
      '/api/v1/users',
      '/api/v1/overview',
      '/api/auth/session',
    ]) {
      const { headers } = await at(where, { headers: { cookie: session } });
      expect(headers.get('cache-control'), where).toMatch(/no-store/);
    }
  });

  test('no answer can be read by a page of another site', async () => {
    for (const where of [
      '/api/v1/agents',
      '/access/v1/evaluation',
      '/oauth/token',
      '/api/auth/session',
      '/metrics',
      '/',
    ]) {
      for (const method of ['OPTIONS', 'GET', 'POST']) {
        const { headers } = await at(where, {
          method,
          headers: {
            cookie: session,
            origin: 'https://evil.example',
            'access-control-request-method': 'POST',
          },
        });
        expect(
          [...headers.keys()].filter((name) => name.startsWith('access-control-')),
          `${method} ${where}`,
        ).toEqual([]);
      }
    }
  });
});

describe('cookies and the pages of other sites', () => {
  test('the session’s cookie is for this host alone, by https alone, and no script reads it', () => {
    expect(cookieText).toMatch(/^__Host-cordon\.session=/);
    const flags = cookieText.split(';').map((one) => one.trim().toLowerCase());
    expect(flags).toEqual(expect.arrayContaining(['path=/', 'httponly', 'secure', 'samesite=lax']));
    expect(flags.some((one) => one.startsWith('domain='))).toBe(false);
  });

  test('a change with a cookie comes from our own pages or is refused, before anything is read', async () => {
    const change = (headers: Record<string, string>) =>
      at('/api/v1/users', { method: 'POST', headers: { ...json, cookie: session, ...headers }, body: '{' });
    for (const headers of [
      {},
      { origin: 'null' },
      { origin: 'https://evil.example' },
      { origin: `${PUBLIC}.evil.example` },
      { origin: 'http://cordon.example.com' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site', origin: PUBLIC },
      { 'sec-fetch-site': 'none' },
    ] as Record<string, string>[]) {
      expect((await change(headers)).status, JSON.stringify(headers)).toBe(403);
    }
    expect((await change({ origin: PUBLIC })).status).toBe(400);
    expect((await change({ 'sec-fetch-site': 'same-origin' })).status).toBe(400);
    // A form of another site could send these without asking first.
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
    ]) {
      const told = await change({ origin: PUBLIC, 'content-type': type });
      expect([type, told.status]).toEqual([type, 400]);
    }
    // Where a key is shown, the cookie says nothing.
    expect((await change({ origin: PUBLIC, authorization: 'Bearer cdn_nobody' })).status).toBe(401);
  });

  test('nothing that a proxy may let through takes anybody past the sign-in', async () => {
    for (const headers of [
      { 'x-middleware-subrequest': 'proxy:proxy:proxy:proxy:proxy' },
      { 'x-middleware-rewrite': '/api/v1/users', 'x-middleware-next': '1' },
      { 'x-nextjs-data': '1', rsc: '1', 'next-router-prefetch': '1' },
      { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http' },
      { 'x-original-url': '/api/v1/users', 'x-rewrite-url': '/api/v1/users' },
      { 'next-action': 'a'.repeat(40) },
    ] as Record<string, string>[]) {
      const told = JSON.stringify(headers);
      const users = await at('/api/v1/users', { headers });
      // Next sends whoever asks for a part of a page once more to the same address.
      const isSame = users.status === 307 && users.headers.get('location')?.startsWith('/api/v1/users?');
      expect(users.status === 401 || isSame, `${told} ${users.status}`).toBe(true);
      const page = await at('/agents', { headers });
      expect(page.headers.get('location') ?? '', told).not.toContain('evil');
      expect(await page.text(), told).not.toContain('ada@example.com');
    }
    const page = await at('/agents');
    expect([302, 303, 307]).toContain(page.status);
    expect((await at('/_next/image?url=%2Ficon.svg&w=64&q=75')).status).toBeGreaterThanOrEqual(400);
  });
});

describe('limits', () => {
  /** The status of a body in chunks whose length nobody says; what is cut off counts as refused. */
  const stream = (where: string, headers: Record<string, string>, bytes: number) =>
    new Promise<number>((resolve) => {
      const request = http.request(cordon.origin + where, { method: 'POST', headers }, (response) => {
        resolve(response.statusCode ?? 0);
        request.destroy();
      });
      request.on('error', () => resolve(413));
      request.write('{"name": "');
      for (let left = bytes; left > 0; left -= 65536) request.write('x'.repeat(65536));
      request.end('"}');
    });

  test('bodies: 256 KB of a call, 1 MB of everything else, counted as they arrive', async () => {
    const asked: [string, number][] = [
      ['/access/v1/evaluation', 300_000],
      ['/access/v1/evaluations', 300_000],
      ['/api/v1/users', 1_200_000],
      ['/access/v1/requests', 1_200_000],
      ['/oauth/token', 1_200_000],
      ['/api/auth/set-password', 1_200_000],
    ];
    for (const [where, bytes] of asked) {
      const headers =
        where === '/oauth/token' ? { 'content-type': 'application/x-www-form-urlencoded' } : asAdmin();
      const status = await stream(where, { ...headers, origin: PUBLIC }, bytes);
      expect([where, status >= 400 && status < 500], `${where} ${status}`).toEqual([where, true]);
    }
    expect(
      (
        await at('/api/v1/users', {
          method: 'POST',
          headers: asAdmin(),
          body: `{"name": "${'x'.repeat(1_200_000)}"}`,
        })
      ).status,
    ).toBe(413);
  });

  test('what is left of a refused body holds up nobody', async () => {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    const ask = (method: string, where: string, body: string) =>
      new Promise<number>((resolve, reject) => {
        const headers = { ...asAdmin(), 'content-length': String(body.length) };
        const request = http.request(cordon.origin + where, { method, agent, headers }, (response) => {
          response.resume().on('end', () => resolve(response.statusCode ?? 0));
        });
        request.on('error', reject);
        request.on('socket', (socket) => socket.on('error', () => {}));
        request.end(body);
      });
    const begun = performance.now();
    for (let n = 0; n < 3; n += 1) {
      // A connection that is cut off instead is opened anew.
      const refused = await ask('POST', '/api/v1/users', 'x'.repeat(8_000_000)).catch(() => 413);
      expect(refused).toBe(413);
      expect(await ask('GET', '/api/v1/agents', '').catch(() => ask('GET', '/api/v1/agents', ''))).toBe(200);
    }
    expect(performance.now() - begun).toBeLessThan(15_000);
    agent.destroy();
  });

  test('headers beyond 16 KB, methods and targets of no use', async () => {
    expect((await at('/', { headers: { 'x-long': 'x'.repeat(20_000) } })).status).toBe(431);
    const raw = (text: string) =>
      new Promise<string>((resolve) => {
        const socket = net.connect(Number(new URL(cordon.origin).port), '127.0.0.1', () =>
          socket.write(text),
        );
        let told = '';
        socket.on('data', (chunk) => {
          told += chunk;
          socket.end();
        });
        socket.on('close', () => resolve(told.split('\r\n')[0] ?? ''));
        socket.setTimeout(15_000, () => socket.destroy());
      });
    const host = 'Host: cordon.example.com\r\nConnection: close\r\n\r\n';
    for (const start of [
      `TRACE / HTTP/1.1\r\n${host}`,
      `CONNECT evil.example:443 HTTP/1.1\r\n${host}`,
      `GET / HTTP/9.9\r\n${host}`,
      'GET / HTTP/1.1\r\n\r\n',
      `POST /access/v1/evaluation HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n${host}0\r\n\r\n`,
      `GET /\0 HTTP/1.1\r\n${host}`,
      `GET /agents%ff HTTP/1.1\r\n${host}`,
    ]) {
      expect(await raw(start), JSON.stringify(start)).toMatch(/^(HTTP\/1\.1 4\d\d|$)/);
    }
    expect(await raw(`GET http://evil.example/ HTTP/1.1\r\n${host}`)).not.toMatch(/ 5\d\d|evil/);
  });

  test('tries of a password are counted by account, whoever asks', async () => {
    const statuses = [];
    for (let n = 0; n < 12; n += 1) {
      const { status } = await tryPassword('bob@example.com', `wrong-${n}`, `198.51.100.${n}`);
      statuses.push(status);
    }
    expect(statuses.at(-1)).toBe(429);
    expect(statuses[0]).not.toBe(429);
  });
});

describe('hostile input', () => {
  const STACK =
    /\n\s+at |node_modules|\.(ts|mjs|js):\d+|PrismaClient|SELECT |INSERT |syntax error at|ECONN|\/work\/|\/app\//;
  const seed = Number(process.env.CORDON_FUZZ_SEED ?? randomBytes(4).readUInt32LE());

  async function expectsCalm(what: string, where: string, init: RequestInit): Promise<void> {
    const gone = new AbortController();
    const response = await at(where, { ...init, signal: gone.signal });
    const type = response.headers.get('content-type') ?? '';
    // A stream of events has no end, and what is refused is told before it begins.
    const text = type.startsWith('text/event-stream') ? '' : await response.text();
    gone.abort();
    const told = `seed ${seed}: ${what}: ${response.status} ${text.slice(0, 400)}`;
    expect(response.status, told).toBeLessThan(500);
    if (response.status >= 400) expect(text, told).not.toMatch(STACK);
  }

  test('INVARIANT (no 5xx): no operation of the contract breaks on what it is given', async () => {
    const choose = chooser(seed);
    const work: (() => Promise<void>)[] = [];
    for (const operation of operations) {
      const { method, path: pattern } = operation;
      const example = exampleOf(schemaOf(operation)) as Record<string, unknown>;
      const names = Object.keys(example);
      const fill = (segment: () => string) => pattern.replace(/\{\w+\}/g, segment);
      for (let n = 0; n < 4; n += 1) {
        const where = fill(() => (n < 2 ? 'nobody' : choose(SEGMENTS)));
        const name = names.length > 0 ? choose(names) : 'id';
        const value = choose(VALUES);
        const more = choose<object>([
          {},
          { 'if-match': choose(['"1"', 'W/"x"', '*', '"99999999999"']) },
          { 'idempotency-key': choose(['k', 'x'.repeat(900), '%00']) },
        ]);
        const headers: Record<string, string> = { ...asAdmin(), ...more };
        if (method === 'GET') {
          const text =
            typeof value === 'string' ? value.slice(0, 3000) : JSON.stringify(value).slice(0, 3000);
          // A lone surrogate cannot be written in an address.
          const query = `${encodeURIComponent(name)}=${encodeURIComponent(text.toWellFormed())}&limit=${choose(['1', '0', '-1', '1e9', 'x', ''])}&cursor=${choose(['', 'x', '%00', 'eyJhIjoxfQ'])}`;
          work.push(() =>
            expectsCalm(`${method} ${where}?${query}`.slice(0, 500), `${where}?${query}`, { headers }),
          );
        } else {
          const body = n % 3 === 2 ? choose(BODIES) : JSON.stringify({ ...example, [name]: value });
          work.push(() =>
            expectsCalm(`${method} ${where} ${body.slice(0, 500)}`, where, { method, headers, body }),
          );
        }
      }
    }
    const lanes = Array.from({ length: 6 }, async () => {
      for (let next = work.pop(); next !== undefined; next = work.pop()) await next();
    });
    await Promise.all(lanes);
    expect((await at('/readyz')).status).toBe(200);
  });

  test('nor do the live paths, the token endpoints, the gateway and the sign-in', async () => {
    const choose = chooser(seed);
    const task = {
      subject: { type: 'agent', id: 'x' },
      action: { name: 'tools/call' },
      resource: { type: 'tool', id: 'a/b' },
      context: { task: 'tsk_1', arguments: {} },
    };
    const form = {
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      assertion: 'a.b.c',
      authorization_details: '[]',
      token: 'x',
    };
    const rpc = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'x', arguments: {} } };
    for (let n = 0; n < 20; n += 1) {
      for (const where of [
        '/access/v1/evaluation',
        '/access/v1/evaluations',
        '/access/v1/search/resource',
        '/access/v1/search/subject',
        '/access/v1/search/action',
        '/access/v1/requests',
        '/mcp/nobody',
        '/api/auth/set-password',
        '/api/auth/signin/credentials',
      ]) {
        const example: Record<string, unknown> = where.startsWith('/mcp')
          ? rpc
          : { ...task, token: 'x', password: 'x', denial: {}, evaluations: [task] };
        const body =
          n % 4 === 3
            ? choose(BODIES)
            : JSON.stringify({ ...example, [choose(Object.keys(example))]: choose(VALUES) });
        const key = choose([cordon.admin, 'cdn_nobody', 'a.b.c', 'x']);
        const headers = {
          ...json,
          origin: PUBLIC,
          authorization: `Bearer ${key}`,
          'cordon-task': choose(['tsk_1', 'x'.repeat(500)]),
        };
        await expectsCalm(`${where} ${body.slice(0, 500)}`, where, { method: 'POST', headers, body });
      }
      for (const where of ['/oauth/token', '/oauth/introspect', '/oauth/revoke']) {
        const value = choose(VALUES);
        const body = new URLSearchParams({
          ...form,
          [choose(Object.keys(form))]: typeof value === 'string' ? value : JSON.stringify(value),
        });
        await expectsCalm(`${where} ${body}`.slice(0, 500), where, { method: 'POST', body });
      }
      await expectsCalm(
        'a request that waits',
        `/access/v1/requests/${choose(SEGMENTS)}?wait=${choose(['0', '-1', 'x', '1e9'])}`,
        { headers: asAdmin() },
      );
    }
  });
});

test('what people and agents hold stays out of everything that is written', async () => {
  const canaries = Array.from({ length: 8 }, () => `canary${randomBytes(16).toString('hex')}`);
  const [bearer, cookie, basic, password, query, secret, form, argument] = canaries as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  await at('/api/v1/agents', { headers: { authorization: `Bearer cdn_${bearer}` } });
  await at('/access/v1/evaluation', {
    method: 'POST',
    headers: { ...json, authorization: `Bearer ${bearer}` },
    body: '{',
  });
  await at('/agents', { headers: { cookie: `__Host-cordon.session=${cookie}` } });
  await at('/api/v1/agents', { headers: { authorization: `Basic ${basic}` } });
  await tryPassword('carol@example.com', password);
  await at('/api/auth/set-password', {
    method: 'POST',
    headers: { ...json, origin: PUBLIC },
    body: JSON.stringify({ token: query, password }),
  });
  await at(`/set-password?token=${query}`);
  await at('/api/v1/systems/nobody/rotate-secret', {
    method: 'POST',
    headers: asAdmin(),
    body: JSON.stringify({ value: secret }),
  });
  await at('/oauth/token', {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'x', client_assertion: form, assertion: `${form}.${form}.x` }),
  });
  await at('/access/v1/evaluation', {
    method: 'POST',
    headers: asAdmin(),
    body: JSON.stringify({ context: { arguments: { q: argument } } }),
  });
  const written = [cordon.said()];
  for (const entry of readdirSync(cordon.dataDir, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) written.push(readFileSync(path.join(entry.parentPath, entry.name), 'latin1'));
  }
  const all = written.join('\n');
  expect(all.length).toBeGreaterThan(100);
  for (const one of [...canaries, cordon.admin, PASSWORD, session.split('=')[1] ?? ''])
    expect(all).not.toContain(one);
  // Nothing of what was tried above was told as a failure of ours either.
  expect(cordon.said()).not.toMatch(/request \S+ failed:/);
});
