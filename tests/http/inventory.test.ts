import { afterAll, beforeAll, expect, test } from 'vitest';
import { CreateApiKeyInput } from '@/lib/contract/api-key';
import { type Database, openDatabase } from '@/lib/db/client';
import { provideDatabase } from '@/lib/db/runtime';
import { createApiKey } from '@/lib/services/api-key/create';
import { type Ctx, systemActor } from '@/lib/services/context';
import { type FreshDatabase, freshDatabase } from '@/tests/setup/database';
import { apiRoutes, type Route } from './route-files';

let fresh: FreshDatabase;
let db: Database;
let routes: Route[];
let key: string;
beforeAll(async () => {
  fresh = await freshDatabase();
  db = await openDatabase(fresh.url);
  provideDatabase(db);
  routes = await apiRoutes();
  const ctx: Ctx = {
    actor: systemActor('test'),
    prisma: db.prisma,
    requestId: 'req_test',
    ifMatch: null,
    publicUrl: 'http://127.0.0.1:3000',
  };
  ({ key } = await createApiKey(ctx, CreateApiKeyInput.parse({ name: 'test', roles: ['admin'] })));
});
afterAll(async () => {
  await db.close();
  await fresh.drop();
});

type Sent = { body?: unknown; headers?: Record<string, string> };
type Reply = { status: number; headers: Headers; body: Record<string, unknown> };

/** Finds the handler as the framework would: static segments first, then one parameter, then the rest. */
function find(method: string, path: string) {
  const segments = path.split('/').slice(1);
  const found = routes.flatMap((route) => {
    if (route.method !== method) return [];
    const params: Record<string, string | string[]> = {};
    const pattern = route.file.split('/').slice(1, -1);
    let rank = '';
    for (const [i, part] of pattern.entries()) {
      const [, rest, name] = /^\[(\.\.\.)?(\w+)\]$/.exec(part) ?? [];
      const segment = segments[i];
      if (segment === undefined || (name === undefined && part !== segment)) return [];
      rank += name === undefined ? '0' : rest === undefined ? '1' : '2';
      if (name !== undefined) params[name] = rest === undefined ? segment : segments.slice(i);
      if (rest !== undefined) return [{ route, params, rank }];
    }
    return pattern.length === segments.length ? [{ route, params, rank }] : [];
  });
  const [best] = found.sort((a, b) => (a.rank < b.rank ? -1 : 1));
  if (best === undefined) throw new Error(`nothing serves ${method} ${path}`);
  return best;
}

async function call(method: string, path: string, { body, headers = {} }: Sent = {}): Promise<Reply> {
  const url = new URL(`/api/v1${path}`, 'http://127.0.0.1:3000');
  const { route, params } = find(method, url.pathname);
  const response = await route.handler(
    new Request(url, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }),
    { params: Promise.resolve(Object.keys(params).length === 0 ? undefined : params) },
  );
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: JSON.parse(text) };
}

const endsAt = () => new Date(Date.now() + 6 * 3_600_000).toISOString();
const owner = 'replay@replay.example';
const system = {
  id: 'mail-r1',
  name: 'mail-r1',
  kind: 'saas',
  zone: 'external',
  environment: 'production',
  sensitivity: 'confidential',
  owner,
};
const tool = {
  system: 'mail-r1',
  actionClass: 'send',
  sensitivity: 'confidential',
  returnsUntrusted: false,
  reversible: false,
  inputSchema: {
    type: 'object',
    title: 'Input schema for `send_email`',
    properties: {
      recipients: { type: 'array', items: { type: 'string' } },
      body: { anyOf: [{ type: 'null' }] },
    },
    required: ['recipients'],
  },
  sensitiveArguments: ['recipients', 'cc'],
};

test('a whole inventory is set up as an automation does it', async () => {
  expect(
    await call('POST', '/users', { body: { email: owner, name: 'Replay owner', roles: ['auditor'] } }),
  ).toMatchObject({ status: 201 });
  expect(await call('POST', '/systems', { body: system })).toMatchObject({
    status: 201,
    body: { id: 'mail-r1' },
  });
  for (const name of ['send_email', 'folder/move']) {
    const made = await call('POST', '/tools', { body: { ...tool, name } });
    expect(made).toMatchObject({ status: 201, body: { id: `mail-r1/${name}`, state: 'unreviewed' } });
  }

  // The slash of an id comes as it is, or escaped.
  for (const id of [
    'mail-r1/send_email',
    'mail-r1%2Fsend_email',
    'mail-r1%2Ffolder%2Fmove',
    'mail-r1/folder/move',
  ]) {
    expect(await call('POST', `/tools/${id}/review`, { body: {} }), id).toMatchObject({
      status: 200,
      body: { id: decodeURIComponent(id), state: 'reviewed' },
    });
    expect(await call('GET', `/tools/${id}`), id).toMatchObject({
      status: 200,
      body: { id: decodeURIComponent(id) },
    });
  }
  const patched = await call('PATCH', '/tools/mail-r1/folder/move', { body: { reversible: true } });
  expect(patched).toMatchObject({ status: 200, body: { state: 'unreviewed' } });

  const agent = { id: 'bot-r1', name: 'bot-r1', purpose: 'Replays recorded episodes', owner };
  const more = { riskTier: 'moderate', autonomy: 'supervised', environment: 'production' };
  expect(await call('POST', '/agents', { body: { ...agent, ...more } })).toMatchObject({ status: 201 });
  const entitlement = {
    agent: 'bot-r1',
    scope: {
      system: 'mail-r1',
      tools: ['send_email', 'folder/move'],
      actionClasses: ['read', 'write', 'delete', 'execute', 'send', 'admin'],
      maxSensitivity: 'restricted',
    },
    activation: 'automatic',
    maxTtlSeconds: 600,
    endsAt: endsAt(),
    reason: 'Replays recorded episodes',
  };
  expect(await call('POST', '/entitlements', { body: entitlement })).toMatchObject({ status: 201 });
  expect(await call('POST', '/agents/bot-r1/activate', { body: {} })).toMatchObject({ status: 200 });
  expect(await call('GET', '/agents/bot-r1')).toMatchObject({
    status: 200,
    body: { riskTier: 'moderate', state: 'active' },
  });
  const task = { agent: 'bot-r1', purpose: 'Send it', ttlSeconds: 600 };
  const opened = await call('POST', '/tasks', { body: task });
  expect(opened).toMatchObject({ status: 201, body: { state: 'running' } });
  expect(await call('POST', '/agents/bot-r1/retire', { body: {} })).toMatchObject({
    status: 200,
    body: { state: 'retired' },
  });
  expect(await call('GET', `/tasks/${opened.body.id}`)).toMatchObject({ body: { state: 'cancelled' } });
});

test('a verb that a tool has not is not found', async () => {
  for (const path of ['/tools/mail-r1/send_email', '/tools/mail-r1/send_email/discover', '/tools/review']) {
    expect(await call('POST', path, { body: {} })).toMatchObject({
      status: 404,
      body: { code: 'not_found' },
    });
  }
});

test('what is wrong is told with its field, as a problem', async () => {
  const reply = await call('POST', '/systems', { body: { ...system, id: 'No Slug', kind: 'fax' } });
  expect(reply.headers.get('content-type')).toBe('application/problem+json');
  expect(reply).toMatchObject({ status: 400, body: { code: 'invalid_input', status: 400 } });
  expect((reply.body.errors as { field: string }[]).map(({ field }) => field)).toEqual(['id', 'kind']);
});

test('a change names what was seen, and is refused when it is old', async () => {
  await call('POST', '/systems', { body: { ...system, id: 'seen', owner: undefined } });
  const read = await call('GET', '/systems/seen');
  const headers = { 'if-match': read.headers.get('etag') ?? '' };
  const first = await call('PATCH', '/systems/seen', { body: { name: 'First' }, headers });
  expect(first).toMatchObject({ status: 200, body: { name: 'First', revision: 2 } });
  expect(await call('PATCH', '/systems/seen', { body: { name: 'Second' }, headers })).toMatchObject({
    status: 412,
  });

  const tier = await call('GET', '/tiers/low');
  expect(await call('PUT', '/tiers/low', { body: tier.body })).toMatchObject({
    status: 400,
    body: { errors: [{ field: 'if-match' }] },
  });
  const replaced = await call('PUT', '/tiers/low', {
    body: tier.body,
    headers: { 'if-match': tier.headers.get('etag') ?? '' },
  });
  expect(replaced).toMatchObject({ status: 200, body: { rules: tier.body.rules, revision: 2 } });
});

test('the same Idempotency-Key does it once', async () => {
  const headers = { 'idempotency-key': 'k-1' };
  const body = { ...system, id: 'once', owner: undefined };
  const first = await call('POST', '/systems', { body, headers });
  const again = await call('POST', '/systems', { body, headers });
  expect(first.status).toBe(201);
  expect(again).toMatchObject({ status: 201, body: first.body });
  expect(await call('POST', '/systems', { body: { ...body, name: 'other' }, headers })).toMatchObject({
    status: 409,
    body: { reason: 'idempotency_key_reused' },
  });
});

test('lists take their filters from the query', async () => {
  const page = await call(
    'GET',
    '/tools?system=mail-r1&actionClass=send&actionClass=read&limit=1&count=true',
  );
  expect(page).toMatchObject({ status: 200, body: { items: [{ system: 'mail-r1' }], total: 2 } });
  const next = await call('GET', `/tools?system=mail-r1&limit=1&cursor=${page.body.nextCursor}`);
  expect(next).toMatchObject({ status: 200, body: { nextCursor: null } });
  expect(await call('GET', '/agents?tier=moderate,critical&unowned=false')).toMatchObject({ status: 200 });
  expect(await call('GET', '/tools?limit=1000')).toMatchObject({
    status: 400,
    body: { errors: [{ field: 'limit' }] },
  });
});
