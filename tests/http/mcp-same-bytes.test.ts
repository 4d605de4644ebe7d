import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { canonicalJson } from '@/lib/ledger/canonical';
import { McpCanary } from '@/tests/support/mcp-canary';
import { McpWorld, type Worker } from '@/tests/support/mcp-world';

// INVARIANT (same-bytes): whatever a client sends, the server behind sees only what was decided and recorded.

let world: McpWorld;
let canary: McpCanary;
let who: Worker;
let session: Record<string, string>;
beforeAll(async () => {
  [world, canary] = await Promise.all([McpWorld.create(), McpCanary.open()]);
  const inputSchema = {
    type: 'object',
    properties: { path: { type: 'string' }, limit: { type: 'integer' }, more: { type: 'object' } },
  };
  await world.system('files', canary.url, [
    { name: 'read', inputSchema, sensitiveArguments: ['path'] },
    { name: 'resources.read' },
  ]);
  who = await world.worker({
    systems: ['files'],
    rules: { path: { pattern: 'home/**', otherwise: 'deny' }, limit: { max: 10, otherwise: 'clamp' } },
  });
});
beforeEach(async () => {
  session = await begin(who);
  canary.seen.length = 0;
});
afterAll(async () => {
  await canary?.close();
  await world?.drop();
});

async function begin(worker: Worker, capabilities: object = {}): Promise<Record<string, string>> {
  const { headers } = await world.post('files', worker, {
    jsonrpc: '2.0',
    id: 'begin',
    method: 'initialize',
    params: { protocolVersion: '2025-11-25', capabilities, clientInfo: { name: 'test', version: '1' } },
  });
  return { 'mcp-session-id': headers.get('mcp-session-id') ?? '', 'mcp-protocol-version': '2025-11-25' };
}

const call = (args: string, more = '') =>
  `{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"read","arguments":${args}${more}}}`;

test('the server sees the canonical text of what was recorded, under an envelope of our own', async () => {
  const { answer } = await world.post('files', who, call('{ "path" : "home/a.txt", "limit":3.0 }'), session);
  expect(answer.result.content).toEqual([]);
  const [decision] = await world.decisions(who.task);
  const [seen, ...rest] = canary.calls();
  expect(rest).toEqual([]);
  const sent = JSON.parse(seen?.text ?? '');
  expect(seen?.text).toBe(canonicalJson(sent));
  expect(Object.keys(sent).sort()).toEqual(['id', 'jsonrpc', 'method', 'params']);
  expect(sent.params).toEqual({ name: 'read', arguments: decision?.arguments });
  expect(sent.params.arguments).toEqual({ path: 'home/a.txt', limit: 3 });
});

test('nothing of the inbound request’s head goes upstream', async () => {
  await world.post('files', who, call('{"path":"home/a.txt"}'), {
    ...session,
    cookie: 'session=secret',
    'x-forwarded-for': '10.0.0.1',
    'mcp-param-region': 'eu',
  });
  const headers = canary.calls()[0]?.headers ?? {};
  expect(JSON.stringify(headers)).not.toContain(who.key);
  expect(JSON.stringify(headers)).not.toContain(who.task);
  expect(Object.keys(headers).sort()).toEqual(
    [
      'accept',
      'accept-encoding',
      'connection',
      'content-length',
      'content-type',
      'host',
      'mcp-protocol-version',
      'mcp-session-id',
      'user-agent',
    ].sort(),
  );
  expect(headers['mcp-session-id']).toBe('canary-session');
});

test('changed arguments are what is sent on, and the answer says so', async () => {
  const { answer } = await world.post('files', who, call('{"path":"home/a.txt","limit":500}'), session);
  const changed = { path: 'home/a.txt', limit: 10 };
  expect(answer.result._meta['cordon/decision']).toMatchObject({ outcome: 'modify', arguments: changed });
  expect(JSON.parse(canary.calls()[0]?.text ?? '').params.arguments).toEqual(changed);
});

// Each is a way to have one reader believe what another has not seen.
const tricks = [
  { name: 'an argument twice', body: call('{"path":"home/a.txt","path":"etc/passwd"}'), code: -32600 },
  {
    name: 'an argument twice, escaped',
    body: call('{"path":"home/a.txt","p\\u0061th":"etc/passwd"}'),
    code: -32600,
  },
  {
    name: 'an argument twice in two cases',
    body: call('{"path":"home/a.txt","Path":"etc/passwd"}'),
    code: -32600,
  },
  { name: 'an argument in another case alone', body: call('{"PATH":"etc/passwd"}'), code: -32602 },
  {
    name: 'an argument with a letter that folds',
    body: call('{"path":"home/a","l\\u0131m\\u0131t":1,"LIMIT":2}'),
    code: -32600,
  },
  {
    name: 'a nested name in another case',
    body: call('{"path":"home/a","more":{"pAth":"etc/passwd"}}'),
    code: -32602,
  },
  {
    name: 'params twice',
    body: call('{}', '},"params":{"name":"read","arguments":{"path":"etc/passwd"}'),
    code: -32600,
  },
  {
    name: 'Arguments beside arguments',
    body: call('{"path":"home/a"}', ',"Arguments":{"path":"etc/passwd"}'),
    code: -32600,
  },
  {
    name: 'a member of params that nobody knows',
    body: call('{"path":"home/a"}', ',"task":{"ttl":1}'),
    code: -32602,
  },
  {
    name: 'inputs for an earlier request',
    body: call('{"path":"home/a"}', ',"inputResponses":{}'),
    code: -32602,
  },
  { name: 'a batch', body: `[${call('{"path":"home/a"}')},${call('{"path":"home/b"}')}]`, code: -32600 },
  {
    name: 'a member of the message that nobody knows',
    body: '{"jsonrpc":"2.0","id":1,"method":"tools/list","Method":"x"}',
    code: -32600,
  },
  { name: 'an answer', body: '{"jsonrpc":"2.0","id":1,"result":{}}', code: -32600 },
  { name: 'a number that no double holds', body: call('{"path":"home/a","limit":1e999}'), code: -32602 },
  { name: 'half a character', body: call('{"path":"home/\\ud800"}'), code: -32602 },
  { name: 'NUL', body: call('{"path":"home/\\u0000"}'), code: -32602 },
  { name: 'no JSON', body: '{"jsonrpc":"2.0"', code: -32700 },
  { name: 'JSON after JSON', body: `${call('{"path":"home/a"}')}{}`, code: -32700 },
  { name: 'a body in no UTF-8', body: new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d]), code: -32700 },
  { name: 'far too deep', body: call(`${'{"more":'.repeat(40)}1${'}'.repeat(40)}`), code: -32602 },
  { name: 'too large', body: call(`{"path":"${'a'.repeat(300_000)}"}`), code: -32600 },
];
for (const { name, body, code } of tricks) {
  test(`refused, and the server hears nothing: ${name}`, async () => {
    const { answer } = await world.post('files', who, body, session);
    expect(answer.error.code).toBe(code);
    expect(canary.calls()).toEqual([]);
  });
}

test('a call that the rules deny is not heard of', async () => {
  const { answer } = await world.post('files', who, call('{"path":"etc/passwd"}'), session);
  expect(answer.error).toMatchObject({
    code: -32001,
    data: { outcome: 'deny', reason: 'argument_out_of_scope' },
  });
  expect(canary.calls()).toEqual([]);
});

test('the same id in the same session is the same call: it is done once', async () => {
  const body = call('{"path":"home/once.txt"}');
  await world.post('files', who, body, session);
  const { answer } = await world.post('files', who, body, session);
  expect(answer.error).toMatchObject({ code: -32001, data: { reason: 'already_decided', outcome: 'allow' } });
  expect(canary.calls()).toHaveLength(1);
  const other = await begin(who);
  await world.post('files', who, body, other);
  expect(canary.calls()).toHaveLength(2);
});

test('a session is nobody else’s', async () => {
  const other = await world.worker({ systems: ['files'] });
  const { status } = await world.post('files', other, call('{"path":"home/a"}'), session);
  expect(status).toBe(404);
  expect(canary.calls()).toEqual([]);
});

test('unknown methods are denied on the record, and known ones that nobody registered', async () => {
  for (const method of ['tools/delete', 'prompts/get', 'sampling/createMessage', 'constructor']) {
    const params = method === 'prompts/get' ? { name: 'greeting' } : {};
    const { answer } = await world.post(
      'files',
      who,
      { jsonrpc: '2.0', id: method, method, params },
      session,
    );
    expect(answer.error).toMatchObject({ code: -32001, data: { outcome: 'deny', reason: 'tool_unknown' } });
  }
  expect(canary.calls()).toEqual([]);
});

test('a method that somebody registered is decided as a tool of its name, which no tool can take', async () => {
  const who = await world.worker({ systems: ['files'] });
  const own = await begin(who);
  const read = { jsonrpc: '2.0', id: 1, method: 'resources/read', params: { uri: 'file:///home/a' } };
  canary.seen.length = 0;
  expect((await world.post('files', who, read, own)).answer.result).toBeDefined();
  expect(JSON.parse(canary.calls()[0]?.text ?? '')).toMatchObject({
    method: 'resources/read',
    params: { uri: 'file:///home/a' },
  });
  const posing = { jsonrpc: '2.0', id: 2, method: 'tools/call', params: { name: 'resources.read' } };
  expect((await world.post('files', who, posing, own)).answer.error.data.reason).toBe('tool_unknown');
  expect(canary.calls()).toHaveLength(1);
  expect(await world.decisions(who.task)).toMatchObject([
    { tool_id: 'files/resources.read', outcome: 'allow', arguments: { uri: 'file:///home/a' } },
    { tool_id: 'tools/call:files/resources.read', outcome: 'deny' },
  ]);
});

test('other sites, hosts and strangers get nothing', async () => {
  const list = { jsonrpc: '2.0', id: 1, method: 'tools/list' };
  expect((await world.post('files', who, list, { ...session, origin: 'https://evil.example' })).status).toBe(
    403,
  );
  expect((await world.post('files', { ...who, key: `cdn_${'x'.repeat(43)}` }, list, session)).status).toBe(
    401,
  );
  expect((await world.post('elsewhere', who, list, session)).status).toBe(403);
  const { answer } = await world.post('files', { ...who, task: 'tsk_nothing' }, list, session);
  expect(answer.error).toBeDefined();
});
