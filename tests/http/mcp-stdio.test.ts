import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { discoverTools } from '@/lib/mcp/discover';
import { endStdio } from '@/lib/mcp/stdio-pool';
import { type Ctx, systemActor } from '@/lib/services/context';
import { reviewTool } from '@/lib/services/tool/review';
import { addHeaders, programOf } from '@/tests/support/mcp-peers';
import { McpWorld, type Worker } from '@/tests/support/mcp-world';

// Servers that are processes of ours: only those that the operator's environment names.

/** A server whose every result says which process it is, and what it was given. */
const TELLS_OF_ITSELF = `
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method } = JSON.parse(line);
  const text = JSON.stringify({ pid: process.pid, env: Object.keys(process.env) });
  const result = method === 'initialize'
    ? { protocolVersion: '2025-11-25', capabilities: {}, serverInfo: { name: 'self', version: '1' } }
    : { content: [{ type: 'text', text }] };
  if (id !== undefined) console.log(JSON.stringify({ jsonrpc: '2.0', id, result }));
});`;

const run = promisify(execFile);
let world: McpWorld;
let folder: string;
beforeAll(async () => {
  world = await McpWorld.create();
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'cordon-mcp-')));
  writeFileSync(path.join(folder, 'note.txt'), 'Ship the invoices.');
  process.env.CORDON_MCP_STDIO = JSON.stringify({
    files: [process.execPath, programOf('@modelcontextprotocol/server-filesystem'), folder],
    memory: [process.execPath, programOf('@modelcontextprotocol/server-memory')],
    gone: [path.join(folder, 'no-such-program')],
    self: [process.execPath, '-e', TELLS_OF_ITSELF],
    mute: [process.execPath, '-e', 'process.exit(3)'],
  });
  for (const name of ['files', 'memory', 'self', 'gone', 'mute', 'other'])
    await world.system(name, `stdio:${name}`, []);
});
afterAll(async () => {
  endStdio();
  process.env.CORDON_MCP_STDIO = '';
  await world?.drop();
  rmSync(folder, { recursive: true, force: true });
});

const ctx = (): Ctx => ({
  actor: systemActor('test'),
  prisma: world.database.prisma,
  requestId: 'req_test',
  ifMatch: null,
  publicUrl: world.origin,
});

/** Discovers a server's tools and accepts what is proposed for them. */
async function accept(id: string): Promise<Record<string, string>> {
  const { tools } = await discoverTools(ctx(), { id, preview: false });
  const classes: Record<string, string> = {};
  for (const { name } of tools)
    classes[name] = (await reviewTool(ctx(), { id: `${id}/${name}` })).actionClass;
  return classes;
}

async function connect(system: string, who: Worker): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' });
  const options = { requestInit: { headers: world.headers(who) } };
  await client.connect(new StreamableHTTPClientTransport(world.url(system), options) as never);
  return client;
}

test('a server of files: its reads are let through, a write that was not declared is not done', async () => {
  const classes = await accept('files');
  expect(classes).toMatchObject({
    read_text_file: 'read',
    write_file: 'delete',
    create_directory: expect.any(String),
  });
  const who = await world.worker({ systems: ['files'], classes: ['read'] });
  const client = await connect('files', who);
  const names = (await client.listTools()).tools.map(({ name }) => name);
  expect(names).toContain('read_text_file');
  expect(names).not.toContain('write_file');
  const note = path.join(folder, 'note.txt');
  const read = await client.callTool({ name: 'read_text_file', arguments: { path: note } });
  expect(JSON.stringify(read.content)).toContain('Ship the invoices.');
  await expect(
    client.callTool({ name: 'write_file', arguments: { path: note, content: 'gone' } }),
  ).rejects.toMatchObject({ code: -32001 });
  expect(readFileSync(note, 'utf8')).toBe('Ship the invoices.');
  const outside = await client.callTool({ name: 'read_text_file', arguments: { path: '/etc/hostname' } });
  expect(outside.isError).toBe(true);
  expect((await world.decisions(who.task)).map(({ outcome, reported }) => `${outcome} ${reported}`)).toEqual([
    'allow succeeded',
    'deny null',
    'allow failed',
  ]);
  await client.close();
});

test('a server of memories', async () => {
  await accept('memory');
  const who = await world.worker({ systems: ['memory'], classes: ['read', 'delete', 'admin'] });
  const client = await connect('memory', who);
  const result = await client.callTool({ name: 'read_graph', arguments: {} });
  expect(JSON.stringify(result.content)).toContain('entities');
  await client.close();
});

test('every task has a process of its own, which knows nothing of ours', async () => {
  await world.tool('self', { name: 'tell' });
  const tell = async (who: Worker) => {
    const client = await connect('self', who);
    const { content } = await client.callTool({ name: 'tell', arguments: {} });
    await client.close();
    return JSON.parse((content as { text: string }[])[0]?.text ?? '') as { pid: number; env: string[] };
  };
  const [one, two] = [await world.worker({ systems: ['self'] }), await world.worker({ systems: ['self'] })];
  const first = await tell(one);
  expect(await tell(one)).toEqual(first);
  expect((await tell(two)).pid).not.toBe(first.pid);
  expect(first.env.filter((name) => !['PATH', 'HOME', 'LANG'].includes(name))).toEqual([]);
});

test('the inspector on the command line, through the gateway', async () => {
  const who = await world.worker({ systems: ['files'], classes: ['read'] });
  const door = await addHeaders(world.url('files'), world.headers(who));
  const program = programOf('@modelcontextprotocol/inspector-cli', 'build/index.js');
  const inspect = async (...args: string[]) =>
    JSON.parse((await run(process.execPath, [program, door.url, '--transport', 'http', ...args])).stdout);
  const { tools } = await inspect('--method', 'tools/list');
  expect(tools.map(({ name }: { name: string }) => name)).toContain('list_directory');
  const listed = await inspect(
    '--method',
    'tools/call',
    '--tool-name',
    'list_directory',
    '--tool-arg',
    `path=${folder}`,
  );
  expect(JSON.stringify(listed.content)).toContain('note.txt');
  await door.kill();
});

for (const name of ['gone', 'mute', 'other']) {
  test(`a server that cannot be started is told, and nothing hangs: ${name}`, async () => {
    await expect(discoverTools(ctx(), { id: name, preview: true })).rejects.toMatchObject({
      code: 'unavailable',
    });
  });
}

test('the database names a command and never is one', async () => {
  const { CreateSystemInput } = await import('@/lib/contract/system');
  const system = {
    id: 's',
    name: 'S',
    kind: 'mcp',
    zone: 'internal',
    environment: 'test',
    sensitivity: 'internal',
  };
  for (const url of ['stdio:files', 'https://mcp.example.com/']) {
    expect(CreateSystemInput.safeParse({ ...system, url }).success, url).toBe(true);
  }
  for (const url of ['stdio:/bin/sh', 'stdio:sh -c id', 'stdio:', 'stdio:../sh', 'stdio:constructor()']) {
    expect(CreateSystemInput.safeParse({ ...system, url }).success, url).toBe(false);
  }
  await world.system('inherited', 'stdio:constructor', []);
  await expect(discoverTools(ctx(), { id: 'inherited', preview: true })).rejects.toMatchObject({
    code: 'unavailable',
  });
});
