import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { provideRuntime } from '@/lib/pdp/runtime';
import { McpCanary } from '@/tests/support/mcp-canary';
import { McpWorld, type Worker } from '@/tests/support/mcp-world';

// AARM v1.0, the rows that the gateway has to show: R1 (nothing undecided), R3 (context), R4 (five outcomes).

let world: McpWorld;
let canary: McpCanary;
beforeAll(async () => {
  [world, canary] = await Promise.all([McpWorld.create(), McpCanary.open()]);
  const inputSchema = {
    type: 'object',
    properties: { path: { type: 'string' }, limit: { type: 'integer' } },
    additionalProperties: false,
  };
  await world.system('files', canary.url, [
    { name: 'read', inputSchema },
    { name: 'payroll', sensitivity: 'confidential' },
    { name: 'fresh', state: 'unreviewed' },
    { name: 'blocked', state: 'blocked' },
    { name: 'write', actionClass: 'write', inputSchema },
  ]);
  await world.system('partner', canary.url, [{ name: 'send', actionClass: 'send' }]);
  await world.sql(`UPDATE systems SET zone = 'external' WHERE id = 'partner'`);
});
beforeEach(() => {
  canary.seen.length = 0;
});
afterAll(async () => {
  await canary?.close();
  await world?.drop();
});

const worker = (more: Partial<Parameters<McpWorld['worker']>[0]> = {}) =>
  world.worker({ systems: ['files', 'partner'], classes: ['read', 'send'], ...more });

const meta = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
};
async function call(who: Worker, name: string, args: object = {}, system = 'files', more: object = {}) {
  const { status, answer } = await world.post(
    system,
    who,
    {
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name, arguments: args, _meta: { ...meta, ...more } },
    },
    { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': name },
  );
  const told = answer.result?._meta['cordon/decision'] ?? answer.error?.data;
  return { status, outcome: told?.outcome, reason: told?.reason, answer };
}
const outcomes = async ({ task }: Worker) => (await world.decisions(task)).map(({ outcome }) => outcome);

test('AARM R1: a denied call does not execute and leaves a denial record', async () => {
  const who = await worker();
  expect(await call(who, 'blocked')).toMatchObject({ outcome: 'deny', reason: 'tool_blocked' });
  expect(canary.calls()).toEqual([]);
  expect(await outcomes(who)).toEqual(['deny']);
});

test('AARM R1: a deferred call is suspended without effect, with a record', async () => {
  const who = await worker();
  expect(await call(who, 'fresh')).toMatchObject({ outcome: 'defer', reason: 'tool_unreviewed' });
  expect(canary.calls()).toEqual([]);
  expect(await outcomes(who)).toEqual(['defer']);
});

test('AARM R3: a forbidden call is denied whatever the context', async () => {
  const who = await worker({ classes: ['read', 'write', 'send', 'delete', 'admin'] });
  for (const args of [{}, { anything: true }])
    expect((await call(who, 'blocked', args)).outcome).toBe('deny');
});

test('AARM R3: a call that is allowed is not any more after sensitive data was touched', async () => {
  const who = await worker();
  expect((await call(who, 'send', {}, 'partner')).outcome).toBe('allow');
  expect((await call(who, 'payroll')).outcome).toBe('allow');
  expect(await call(who, 'send', {}, 'partner')).toMatchObject({
    outcome: 'escalate',
    reason: 'exfiltration_path',
  });
  expect(canary.calls()).toHaveLength(2);
});

test('an agent that shares a context through the gateway takes on what others have put there', async () => {
  const [writer, reader] = [await worker(), await worker()];
  await world.sql(
    `INSERT INTO contexts (id, name, created_by, created_at) VALUES ('ctx_1', 'Notes', 'test', clock_timestamp())`,
  );
  const shares = (reads: string[], writes: string[]) => ({ 'cordon/contexts': { reads, writes } });
  expect((await call(writer, 'payroll', {}, 'files', shares([], ['ctx_1']))).outcome).toBe('allow');
  expect((await call(reader, 'send', {}, 'partner')).outcome).toBe('allow');
  const drawn = await call(reader, 'send', {}, 'partner', shares(['ctx_1'], []));
  expect(drawn).toMatchObject({ outcome: 'escalate', reason: 'exfiltration_path' });
  // What it says of contexts is for the gateway alone, and no call is made whose result would have no place.
  expect(JSON.stringify(canary.seen)).not.toContain('ctx_1');
  const before = canary.calls().length;
  for (const wrong of [
    shares([], ['ctx_none']),
    { 'cordon/contexts': { reads: 'ctx_1' } },
    { 'cordon/contexts': 1 },
  ]) {
    expect((await call(writer, 'read', {}, 'files', wrong)).answer.error?.code).toBe(-32602);
  }
  expect(canary.calls()).toHaveLength(before);
});

test('AARM R3: arguments are held against the tool’s schema', async () => {
  expect(await call(await worker(), 'read', { path: 7 })).toMatchObject({
    outcome: 'deny',
    reason: 'arguments_invalid',
  });
  expect(canary.calls()).toEqual([]);
});

test('AARM R4: all five outcomes are enforced, and only two of them reach the server', async () => {
  const rules = { limit: { max: 10, otherwise: 'clamp' } };
  const who = await worker({ rules, systems: ['files'] });
  expect((await call(who, 'read', { limit: 5 })).outcome).toBe('allow');
  expect((await call(who, 'read', { limit: 500 })).outcome).toBe('modify');
  expect((await call(who, 'write', { path: 'a' })).outcome).not.toBe('allow');
  expect((await call(who, 'fresh')).outcome).toBe('defer');
  expect((await call(who, 'blocked')).outcome).toBe('deny');
  await world.sql('UPDATE grants SET revoked_at = clock_timestamp() WHERE task_id = $1', [who.task]);
  expect((await call(who, 'read', { limit: 5 })).outcome).toBe('escalate');
  const limits = canary.calls().map(({ text }) => JSON.parse(text).params.arguments.limit);
  expect(limits).toEqual([5, 10]);
  expect(new Set(await outcomes(who))).toEqual(new Set(['allow', 'modify', 'defer', 'deny', 'escalate']));
});

test('what was allowed is denied from the next call on once it is taken away', async () => {
  const who = await worker();
  expect((await call(who, 'read')).outcome).toBe('allow');
  await world.sql('UPDATE api_keys SET revoked_at = clock_timestamp() WHERE id = $1', [`key_${who.agent}`]);
  expect((await call(who, 'read')).status).toBe(401);
  expect(canary.calls()).toHaveLength(1);
});

test('a result that cannot be recorded is withheld: the next decision would not know of it', async () => {
  const who = await worker();
  await world.sql('ALTER TABLE outcome_reports RENAME TO outcome_reports_away');
  try {
    const { answer } = await call(who, 'read');
    expect(answer.result).toBeUndefined();
    expect(answer.error.code).toBe(-32603);
  } finally {
    await world.sql('ALTER TABLE outcome_reports_away RENAME TO outcome_reports');
  }
});

test('AARM R1: without a decision the gateway refuses; there is no way around it', async () => {
  const who = await worker();
  world.isPatient = false;
  await world.sql('ALTER TABLE decisions RENAME TO decisions_away');
  try {
    expect(await call(who, 'read')).toMatchObject({ status: 503, answer: { error: { code: -32001 } } });
  } finally {
    await world.sql('ALTER TABLE decisions_away RENAME TO decisions');
  }
  expect(canary.calls()).toEqual([]);
  provideRuntime({ evaluator: null } as never);
  expect((await call(who, 'read')).status).toBeGreaterThanOrEqual(500);
  expect(canary.calls()).toEqual([]);
});
