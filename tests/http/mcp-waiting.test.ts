import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Ctx, systemActor } from '@/lib/services/context';
import { reviewTool } from '@/lib/services/tool/review';
import { Decider } from '@/tests/support/decider';
import { McpCanary } from '@/tests/support/mcp-canary';
import { McpWorld, type Worker } from '@/tests/support/mcp-world';
import { until } from '@/tests/support/until';

// Calls that wait for people: told where to ask, held where the client wants it, and never done before.

let world: McpWorld;
let canary: McpCanary;
let decider: Decider;
beforeAll(async () => {
  [world, canary] = await Promise.all([McpWorld.create(), McpCanary.open()]);
  await world.system('files', canary.url, [{ name: 'read' }, { name: 'fresh', state: 'unreviewed' }]);
  decider = await Decider.create(world.databaseUrl);
});
afterAll(async () => {
  await canary?.close();
  await world?.drop();
});

const ctx = (): Ctx => ({
  actor: systemActor('test'),
  prisma: world.database.prisma,
  requestId: 'req_test',
  ifMatch: null,
  publicUrl: world.origin,
});

/** Somebody who is entitled and has no live grant: their calls are escalated. */
async function waiting(): Promise<Worker> {
  const who = await world.worker({ systems: ['files'] });
  await world.sql('UPDATE grants SET revoked_at = clock_timestamp() WHERE task_id = $1', [who.task]);
  return who;
}

const grant = ({ task }: Worker) =>
  world.sql(
    `INSERT INTO grants (id, task_id, task_ends_at, entitlement_id, system_id, tools, action_classes, resources,
                         max_sensitivity, arguments, starts_at, ends_at, reason, created_by)
     SELECT id || 'x', task_id, task_ends_at, entitlement_id, system_id, tools, action_classes, resources,
            max_sensitivity, arguments, clock_timestamp(), task_ends_at, 'test', 'test' FROM grants WHERE task_id = $1`,
    [task],
  );

/** The escalation of a worker's call, once there is one. */
async function escalated({ task }: Worker): Promise<string> {
  const found = () => world.sql('SELECT id FROM escalations WHERE task_id = $1', [task]);
  await until('it is escalated', async () => (await found()).length === 1);
  return String((await found())[0]?.id);
}

const withUrl = { elicitation: { url: {} } };
const metaWith = (capabilities: object) => ({
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': capabilities,
});
function call(
  who: Worker,
  more: { query?: string; capabilities?: object; params?: object; name?: string } = {},
) {
  const { query = '', capabilities = {}, params = {}, name = 'read' } = more;
  return world.post(
    `files${query}`,
    who,
    {
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name, arguments: {}, _meta: metaWith(capabilities), ...params },
    },
    { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': name },
  );
}
const reachedBy = (name: string) =>
  canary.calls().filter(({ text }) => text.includes(`"name":"${name}"`)).length;

test('an escalated call is told with where and until when a person can be asked', async () => {
  const before = reachedBy('read');
  const { answer } = await call(await waiting());
  expect(answer.error).toMatchObject({
    code: -32001,
    data: {
      outcome: 'escalate',
      reason: 'grant_required',
      access_request: { id: expect.stringMatching(/^esc_/) },
    },
  });
  expect(reachedBy('read')).toBe(before);
});

test('a held call is done once a person has given what it lacked', async () => {
  const who = await waiting();
  const before = reachedBy('read');
  const held = call(who, { query: '?wait=60' });
  await until('it is escalated', async () => (await world.decisions(who.task)).length === 1);
  expect(reachedBy('read')).toBe(before);
  await grant(who);
  const { answer } = await held;
  expect(answer.result._meta['cordon/decision'].outcome).toBe('allow');
  expect((await world.decisions(who.task)).map(({ outcome }) => outcome)).toEqual(['escalate', 'allow']);
  expect(reachedBy('read')).toBe(before + 1);
});

test('a held call that waits long is kept alive as a stream', async () => {
  const who = await waiting();
  const held = call(who, { query: '?wait=60' });
  await new Promise((done) => setTimeout(done, 5500));
  await grant(who);
  const { headers, answer } = await held;
  expect(headers.get('content-type')).toContain('text/event-stream');
  expect(answer.result.resultType).toBe('complete');
});

test('a deferred call is held until its tool is reviewed', async () => {
  const who = await world.worker({ systems: ['files'] });
  const held = call(who, { query: '?wait=60', name: 'fresh' });
  await until('it is deferred', async () => (await world.decisions(who.task)).length === 1);
  await reviewTool(ctx(), { id: 'files/fresh' });
  expect((await held).answer.result).toBeDefined();
  expect((await world.decisions(who.task)).map(({ outcome }) => outcome)).toEqual(['defer', 'allow']);
});

test('without an answer in time nothing is done; with a no, its reason is told at once', async () => {
  const before = reachedBy('read');
  expect((await call(await waiting(), { query: '?wait=1' })).answer.error.data.outcome).toBe('escalate');
  const who = await waiting();
  const held = call(who, { query: '?wait=300' });
  const id = await escalated(who);
  await decider.does('deny', id, { reason: 'not before the audit is over' });
  const { error } = (await held).answer;
  expect(error).toMatchObject({
    code: -32001,
    data: { outcome: 'deny', reason: 'approval_denied', next_action: 'none' },
  });
  expect(error.message).toContain('not before the audit is over');
  expect(await world.sql('SELECT id FROM escalations WHERE task_id = $1', [who.task])).toHaveLength(1);
  // Asked again, the same call is denied without asking anybody.
  expect((await call(who)).answer.error.data).toMatchObject({ outcome: 'deny', reason: 'approval_denied' });
  expect(reachedBy('read')).toBe(before);
});

test('a call that a person approves is done once, with exactly the bytes that were decided', async () => {
  const who = await waiting();
  const before = reachedBy('read');
  const args = { b: [1, 2.5, 'ü'], a: { path: '/etc', deep: null } };
  const held = call(who, { query: '?wait=120', params: { arguments: args } });
  const id = await escalated(who);
  await decider.does('approve', id);
  const { answer } = await held;
  expect(answer.result._meta['cordon/decision'].outcome).toBe('allow');
  expect(reachedBy('read')).toBe(before + 1);
  const sent = canary.calls().at(-1)?.text ?? '';
  expect(JSON.parse(sent).params.arguments).toEqual(args);
  const rows = await world.decisions(who.task);
  expect(rows.map(({ outcome }) => outcome)).toEqual(['escalate', 'allow']);
  expect(rows.at(-1)?.arguments).toEqual(args);

  // The second time it waits for a person again, and nothing is done meanwhile.
  const again = await call(who, { params: { arguments: args } });
  expect(again.answer.error.data).toMatchObject({ outcome: 'escalate' });
  expect(again.answer.error.data.access_request.id).not.toBe(id);
  // Nor did the approval let anything else through.
  expect((await call(who, { params: { arguments: { ...args, b: [] } } })).answer.error.data.outcome).toBe(
    'escalate',
  );
  expect(reachedBy('read')).toBe(before + 1);
});

test('a client that comes back after the approval is let through once', async () => {
  const who = await waiting();
  const { answer } = await call(who);
  const { task, next } = answer.error.data;
  expect(task).toEqual({
    id: expect.stringMatching(/^esc_/),
    status: 'pending',
    status_endpoint: `${world.origin}/access/v1/requests/${task.id}`,
    expires_at: answer.error.data.access_request.expires_at,
  });
  expect(next).toMatch(/wait=.*status_endpoint/);
  const before = reachedBy('read');
  await decider.does('approve', task.id);
  const both = await Promise.all([call(who), call(who)]);
  expect(both.filter((one) => one.answer.result !== undefined)).toHaveLength(1);
  expect(reachedBy('read')).toBe(before + 1);
});

test('a task that ends ends the waiting', async () => {
  const who = await waiting();
  const held = call(who, { query: '?wait=300' });
  await until('it is escalated', async () => (await world.decisions(who.task)).length === 1);
  await world.sql(`UPDATE tasks SET state = 'cancelled', ended_at = clock_timestamp() WHERE id = $1`, [
    who.task,
  ]);
  expect((await held).answer.error.data).toMatchObject({ outcome: 'deny', reason: 'task_not_running' });
});

test('a wait has a limit', async () => {
  for (const query of ['?wait=301', '?wait=-1', '?wait=x']) {
    expect((await call(await waiting(), { query })).status).toBe(400);
  }
});

test('a client that can show a URL is asked to, and comes back with what it was given', async () => {
  const who = await waiting();
  const client = new Client(
    { name: 'test', version: '1' },
    { capabilities: withUrl, versionNegotiation: { mode: 'auto' } },
  );
  const shown: string[] = [];
  client.setRequestHandler('elicitation/create', async ({ params }) => {
    shown.push('url' in params ? params.url : '');
    await grant(who);
    return { action: 'accept' };
  });
  const options = { requestInit: { headers: world.headers(who) } };
  await client.connect(new StreamableHTTPClientTransport(world.url('files'), options));
  const result = await client.callTool({ name: 'read', arguments: {} });
  expect(shown).toEqual([`${world.origin}/escalations/${await escalated(who)}`]);
  expect(result.isError).toBeUndefined();
  expect((await world.decisions(who.task)).map(({ outcome }) => outcome)).toEqual(['escalate', 'allow']);
  await client.close();
});

test('a client with a session that can show a URL is told it in the error that is made for it', async () => {
  const who = await waiting();
  const { headers } = await world.post('files', who, {
    jsonrpc: '2.0',
    id: 0,
    method: 'initialize',
    params: { protocolVersion: '2025-11-25', capabilities: withUrl, clientInfo: { name: 't', version: '1' } },
  });
  const session = { 'mcp-session-id': headers.get('mcp-session-id') ?? '' };
  const body = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'read', arguments: {} } };
  const { answer } = await world.post('files', who, body, session);
  expect(answer.error).toMatchObject({
    code: -32042,
    data: {
      outcome: 'escalate',
      elicitations: [{ mode: 'url', url: expect.stringContaining('/escalations/esc_') }],
    },
  });
});

test('what a client carries serves its own call alone', async () => {
  const who = await waiting();
  const { answer } = await call(who, { capabilities: withUrl });
  const { requestState } = answer.result;
  const tried = async (worker: Worker, params: object) =>
    (
      await call(worker, {
        capabilities: withUrl,
        params: { inputResponses: { approval: { action: 'accept' } }, ...params },
      })
    ).answer.error;
  expect((await tried(who, { requestState: `${requestState.slice(0, -2)}AA` })).code).toBe(-32602);
  expect((await tried(who, { requestState, arguments: { path: 'other' } })).code).toBe(-32602);
  expect((await tried(await waiting(), { requestState })).code).toBe(-32602);
  expect((await tried(who, {})).code).toBe(-32602);
  // Its own call, which nobody has approved: denied, and not asked again without end.
  expect(await tried(who, { requestState })).toMatchObject({ code: -32001, data: { outcome: 'escalate' } });
  const declined = { requestState, inputResponses: { approval: { action: 'decline' } } };
  expect(await tried(who, declined)).toMatchObject({ code: -32001, data: { reason: 'not_asked' } });
});
