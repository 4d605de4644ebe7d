import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { RotateSecretInput } from '@/lib/contract/system';
import { type Ctx, systemActor } from '@/lib/services/context';
import { rotateSecret } from '@/lib/services/system/rotate-secret';
import { openCredential, signed } from '@/lib/services/token/give-task-token';
import { openKeyring, provideKeyring } from '@/lib/vault/keyring';
import { McpCanary } from '@/tests/support/mcp-canary';
import { McpWorld, type Worker } from '@/tests/support/mcp-world';

// Two sides, two credentials: what the agent shows stays here, what the server wants the agent never sees.

const SECRET = 'kept-for-the-server-4711';
let world: McpWorld;
let canary: McpCanary;
let folder: string;
/** What the canary answers, given the head of the request that it last saw. */
let echoes = false;
beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'cordon-mcp-secret-'));
  process.env.CORDON_SECRET = 'a secret of this test alone, long enough';
  provideKeyring(openKeyring({ dataDir: path.join(folder, 'data'), secret: null, secretKeys: null }));
  world = await McpWorld.create();
  canary = await McpCanary.open(() => ({
    content: [{ type: 'text', text: echoes ? JSON.stringify(canary.seen.at(-1)?.headers) : 'ok' }],
  }));
  await world.system('files', canary.url, [{ name: 'read' }]);
  await world.system('other', canary.url, [{ name: 'read' }]);
});
beforeEach(() => {
  echoes = false;
  canary.seen.length = 0;
});
afterAll(async () => {
  process.env.CORDON_SECRET = '';
  await canary?.close();
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
const keep = (value: string, header?: string) =>
  rotateSecret(ctx(), RotateSecretInput.parse({ id: 'files', value, ...(header && { header }) }));

async function tokenOf({ task, agent }: Worker): Promise<string> {
  const given = await ctx().prisma.$transaction(async (tx) => {
    const now = new Date();
    const endsAt = new Date(now.getTime() + 600_000);
    const apiKeyId = `key_${agent}`;
    return openCredential(
      tx,
      ctx(),
      now,
      { id: task, agentId: agent, endsAt },
      { identity: null, apiKeyId, jkt: null },
    );
  });
  return signed(ctx(), given);
}

async function connect(system: string, headers: Record<string, string>): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(
    new StreamableHTTPClientTransport(world.url(system), { requestInit: { headers } }) as never,
  );
  return client;
}

test('the server is shown its own secret, and nothing that the agent showed us', async () => {
  await keep(`Bearer ${SECRET}`);
  const who = await world.worker({ systems: ['files'] });
  const client = await connect('files', world.headers(who));
  await client.callTool({ name: 'read', arguments: {} });
  await client.close();
  expect(canary.seen.length).toBeGreaterThan(2);
  for (const { headers, text } of canary.seen) {
    expect(headers.authorization).toBe(`Bearer ${SECRET}`);
    expect(JSON.stringify(headers) + text).not.toContain(who.key);
  }
});

test('a new secret is what the next request shows', async () => {
  await keep('first-value-of-two', 'x-api-key');
  const client = await connect('files', world.headers(await world.worker({ systems: ['files'] })));
  await client.callTool({ name: 'read', arguments: {} });
  await keep('second-value-of-two', 'x-api-key');
  await client.callTool({ name: 'read', arguments: {} });
  expect(canary.calls().map(({ headers }) => headers['x-api-key'])).toEqual([
    'first-value-of-two',
    'second-value-of-two',
  ]);
  expect(canary.calls()[0]?.headers.authorization).toBeUndefined();
  await client.close();
});

for (const streams of [null, []]) {
  test(`a server that tells what it was shown is not heard, ${streams === null ? 'at once' : 'in a stream'}`, async () => {
    canary.streams = streams;
    await keep(`Bearer ${SECRET}`, 'authorization');
    const who = await world.worker({ systems: ['files'] });
    const client = await connect('files', world.headers(who));
    echoes = true;
    const failure = await client
      .callTool({ name: 'read', arguments: {} })
      .catch((error: Error) => error.message);
    expect(failure).toContain('withheld');
    expect(failure).not.toContain(SECRET);
    expect(await world.decisions(who.task)).toMatchObject([{ outcome: 'allow', reported: 'failed' }]);
    await client.close();
    canary.streams = null;
  });
}

test('a secret that cannot be opened is not sent, and neither is the call', async () => {
  await keep(`Bearer ${SECRET}`);
  await world.sql(`UPDATE system_secrets SET header = 'x-moved' WHERE system_id = 'files'`);
  const client = connect('files', world.headers(await world.worker({ systems: ['files'] })));
  await expect(client).rejects.toThrow(/cannot be opened/);
  expect(canary.seen).toEqual([]);
  await keep(`Bearer ${SECRET}`, 'authorization');
});

test('a server with another address is another server: it gets nothing of what was begun before', async () => {
  const moved = await McpCanary.open();
  const client = await connect('files', world.headers(await world.worker({ systems: ['files'] })));
  await world.sql(`UPDATE systems SET url = $1 WHERE id = 'files'`, [moved.url]);
  await expect(client.callTool({ name: 'read', arguments: {} })).rejects.toThrow();
  expect([...moved.calls(), ...canary.calls()]).toEqual([]);
  await world.sql(`UPDATE systems SET url = $1 WHERE id = 'files'`, [canary.url]);
  await moved.close();
});

test('a task token is enough, and speaks for its task alone', async () => {
  const who = await world.worker({ systems: ['files'] });
  const token = await tokenOf(who);
  const client = await connect('files', { authorization: `Bearer ${token}` });
  expect((await client.listTools()).tools).toHaveLength(1);
  await client.callTool({ name: 'read', arguments: {} });
  expect(await world.decisions(who.task)).toMatchObject([{ outcome: 'allow', reported: 'succeeded' }]);
  const other = await world.worker({ systems: ['files'] });
  const list = { jsonrpc: '2.0', id: 1, method: 'tools/list' };
  const headers = { authorization: `Bearer ${token}`, 'cordon-task': other.task };
  expect((await world.post('files', other, list, headers)).status).toBe(403);
  // The key that asked for it is bound to one system, and so is the token.
  expect((await world.post('other', who, list, { authorization: `Bearer ${token}` })).status).toBe(403);

  await world.sql(`UPDATE tasks SET state = 'completed', ended_at = clock_timestamp() WHERE id = $1`, [
    who.task,
  ]);
  await expect(client.callTool({ name: 'read', arguments: {} })).rejects.toThrow();
  expect(canary.calls()).toHaveLength(1);
});
