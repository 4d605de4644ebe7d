import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Peer, startEverything } from '@/tests/support/mcp-peers';
import { startStateless } from '@/tests/support/mcp-stateless-server';
import { McpWorld, type Worker } from '@/tests/support/mcp-world';
import { until } from '@/tests/support/until';

// The stateless revision, from a real client to real servers of both revisions.

const PLACE = {
  type: 'object',
  properties: { region: { type: 'string', 'x-mcp-header': 'Region' } },
  required: ['region'],
};
let world: McpWorld;
let older: Peer;
let newer: Awaited<ReturnType<typeof startStateless>>;
beforeAll(async () => {
  [world, older, newer] = await Promise.all([McpWorld.create(), startEverything(), startStateless()]);
  await world.system('older', older.url, [{ name: 'echo' }, { name: 'trigger-long-running-operation' }]);
  await world.system('newer', newer.url, [
    { name: 'greet' },
    { name: 'wait' },
    { name: 'place', inputSchema: PLACE },
  ]);
});
afterAll(async () => {
  await Promise.all([older?.kill(), newer?.kill()]);
  await world?.drop();
});

const worker = () => world.worker({ systems: ['older', 'newer'] });

async function connect(system: string, who: Worker, mode: 'auto' | 'legacy' = 'auto'): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode } });
  await client.connect(
    new StreamableHTTPClientTransport(world.url(system), { requestInit: { headers: world.headers(who) } }),
  );
  return client;
}

const texts = ({ content }: { content?: unknown }) => JSON.stringify(content);

test('a client and a server of the stateless revision', async () => {
  const who = await worker();
  const client = await connect('newer', who);
  expect(client.getProtocolEra()).toBe('modern');
  expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(['greet', 'place', 'wait']);
  const result = await client.callTool({ name: 'greet', arguments: { name: 'Ada' } });
  expect(texts(result)).toContain('Hello, Ada');
  expect(await world.decisions(who.task)).toMatchObject([
    { tool_id: 'newer/greet', outcome: 'allow', arguments: { name: 'Ada' }, reported: 'succeeded' },
  ]);
  await client.close();
});

test('what a tool wants mirrored in a header is mirrored to it, as it was decided', async () => {
  const who = await world.worker({
    systems: ['newer'],
    rules: { region: { in: ['eu'], otherwise: 'deny' } },
  });
  const client = await connect('newer', who);
  await client.listTools();
  const result = await client.callTool({ name: 'place', arguments: { region: 'eu' } });
  expect(texts(result)).toContain('eu, mirrored eu');
  const params = { name: 'place', arguments: { region: 'eu' }, _meta: meta };
  const headers = { ...mirrors, 'mcp-name': 'place', 'mcp-param-region': 'us' };
  const { status, answer } = await world.post('newer', who, { ...call, params }, headers);
  expect({ status, code: answer.error.code }).toEqual({ status: 400, code: -32020 });
  await client.close();
});

test('a client of the stateless revision and a server with sessions', async () => {
  const client = await connect('older', await worker());
  const heard: number[] = [];
  expect(texts(await client.callTool({ name: 'echo', arguments: { message: 'hi' } }))).toContain('Echo: hi');
  await client.callTool(
    { name: 'trigger-long-running-operation', arguments: { duration: 1, steps: 2 } },
    { onprogress: ({ progress }) => heard.push(progress) },
  );
  expect(heard).toEqual([1, 2]);
  await client.close();
});

test('a client with a session and a server of the stateless revision', async () => {
  const client = await connect('newer', await worker(), 'legacy');
  expect(client.getProtocolEra()).toBe('legacy');
  expect(texts(await client.callTool({ name: 'greet', arguments: { name: 'Bo' } }))).toContain('Hello, Bo');
  await client.close();
});

test('whoever goes away takes the call back, and the record says that it came to nothing', async () => {
  const who = await worker();
  const client = await connect('newer', who);
  const leave = new AbortController();
  const call = client.callTool({ name: 'wait', arguments: {} }, { signal: leave.signal });
  await until('the server has the call', () => newer.hasBegun());
  leave.abort();
  await expect(call).rejects.toThrow();
  await until('the server hears of it', () => newer.wasCancelled());
  await until('it is reported', async () => (await world.decisions(who.task))[0]?.reported === 'failed');
  await client.close();
});

const meta = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
};
const call = {
  jsonrpc: '2.0',
  id: 1,
  method: 'tools/call',
  params: { name: 'greet', arguments: { name: 'Ada' }, _meta: meta },
};
const mirrors = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': 'greet' };

const mismatches = [
  { name: 'no Mcp-Method', headers: { ...mirrors, 'mcp-method': '' }, code: -32020 },
  { name: 'another method', headers: { ...mirrors, 'mcp-method': 'tools/list' }, code: -32020 },
  { name: 'another name', headers: { ...mirrors, 'mcp-name': 'wait' }, code: -32020 },
  { name: 'another version', headers: { ...mirrors, 'mcp-protocol-version': '2025-11-25' }, code: -32020 },
  {
    name: 'a version that there is not',
    headers: { ...mirrors, 'mcp-protocol-version': '1900-01-01' },
    body: { ...call, params: { name: 'greet' } },
    code: -32022,
  },
  { name: 'no metadata', headers: mirrors, body: { ...call, params: { name: 'greet' } }, code: -32602 },
  {
    name: 'no initialize in this revision',
    headers: { ...mirrors, 'mcp-method': 'initialize' },
    body: { ...call, method: 'initialize' },
    code: -32601,
  },
];
for (const { name, headers, body = call, code } of mismatches) {
  test(`what the headers say is what the body says: ${name}`, async () => {
    const who = await worker();
    const { status, answer } = await world.post('newer', who, body, headers);
    expect(answer.error.code).toBe(code);
    expect(status).toBe(code === -32601 ? 404 : 400);
    expect(await world.decisions(who.task)).toEqual([]);
  });
}

test('an encoded name is the name', async () => {
  const headers = { ...mirrors, 'mcp-name': `=?base64?${Buffer.from('greet').toString('base64')}?=` };
  const { answer } = await world.post('newer', await worker(), call, headers);
  expect(texts(answer.result)).toContain('Hello, Ada');
  expect(answer.result.resultType).toBe('complete');
});

test('without a session every request is a call of its own, unless the client names it', async () => {
  const who = await worker();
  await world.post('newer', who, call, mirrors);
  await world.post('newer', who, call, mirrors);
  const named = { ...mirrors, 'idempotency-key': 'k-1' };
  await world.post('newer', who, call, named);
  const { answer } = await world.post('newer', who, { ...call, id: 2 }, named);
  expect(answer.error.data.reason).toBe('already_decided');
  expect(await world.decisions(who.task)).toHaveLength(3);
});
