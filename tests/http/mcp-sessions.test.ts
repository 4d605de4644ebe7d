import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Peer, startEverything } from '@/tests/support/mcp-peers';
import { McpWorld, type Worker } from '@/tests/support/mcp-world';

// The revision with sessions, end to end: a real client, the gateway, a real server.

let world: McpWorld;
let peer: Peer;
beforeAll(async () => {
  [world, peer] = await Promise.all([McpWorld.create(), startEverything()]);
  await world.system('everything', peer.url, [
    {
      name: 'echo',
      inputSchema: { type: 'object', properties: { message: { type: 'string' } }, required: ['message'] },
    },
    {
      name: 'get-sum',
      inputSchema: { type: 'object', properties: { a: { type: 'number' }, b: { type: 'number' } } },
    },
    { name: 'get-env', actionClass: 'admin', sensitivity: 'restricted' },
    { name: 'trigger-long-running-operation' },
    { name: 'get-tiny-image', state: 'unreviewed' },
  ]);
});
afterAll(async () => {
  await peer?.kill();
  await world?.drop();
});

const worker = (more: Partial<Parameters<McpWorld['worker']>[0]> = {}) =>
  world.worker({ systems: ['everything'], ...more });

async function connect(who: Worker, query = ''): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' });
  const url = new URL(`${world.url('everything')}${query}`);
  await client.connect(
    new StreamableHTTPClientTransport(url, { requestInit: { headers: world.headers(who) } }) as never,
  );
  return client;
}

test('an allowed call is done by the server, recorded, and its outcome reported by the gateway', async () => {
  const who = await worker();
  const client = await connect(who);
  const result = await client.callTool({ name: 'echo', arguments: { message: 'hello' } });
  expect(result.content).toEqual([{ type: 'text', text: 'Echo: hello' }]);
  const [decision] = await world.decisions(who.task);
  expect(result._meta?.['cordon/decision']).toEqual({ evaluation_id: decision?.id, outcome: 'allow' });
  expect(decision).toMatchObject({
    tool_id: 'everything/echo',
    outcome: 'allow',
    arguments: { message: 'hello' },
    reported: 'succeeded',
    reported_by: 'mcp-gateway',
  });
  await client.close();
});

test('the list shows what this task may use now, and nothing after the task has ended', async () => {
  const who = await worker();
  const client = await connect(who);
  const names = async () => (await client.listTools()).tools.map(({ name }) => name);
  expect(await names()).toEqual(['echo', 'get-sum', 'trigger-long-running-operation']);
  await world.sql(`UPDATE tasks SET state = 'completed', ended_at = clock_timestamp() WHERE id = $1`, [
    who.task,
  ]);
  expect(await names()).toEqual([]);
  await client.close();
});

test('a denied call never reaches the server, and says why and what can be done', async () => {
  const who = await worker();
  const client = await connect(who);
  await expect(client.callTool({ name: 'get-env', arguments: {} })).rejects.toMatchObject({
    code: -32001,
    data: { outcome: 'deny', evaluation_id: expect.stringMatching(/^dec_/), next: expect.any(String) },
  });
  const [decision] = await world.decisions(who.task);
  expect(decision).toMatchObject({ tool_id: 'everything/get-env', outcome: 'deny', reported: null });
  await client.close();
});

test('progress is passed on while the call is under way', async () => {
  const client = await connect(await worker());
  const heard: number[] = [];
  const result = await client.callTool(
    { name: 'trigger-long-running-operation', arguments: { duration: 1, steps: 4 } },
    undefined,
    { onprogress: ({ progress }) => heard.push(progress) },
  );
  expect(JSON.stringify(result.content)).toContain('completed');
  expect(heard).toEqual([1, 2, 3, 4]);
  await client.close();
});
