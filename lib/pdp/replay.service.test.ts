import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CreateApiKeyInput } from '@/lib/contract/api-key';
import { ListReplaysInput, StartReplayInput } from '@/lib/contract/replay';
import { OpenTaskInput } from '@/lib/contract/task';
import type { Database } from '@/lib/db/client';
import type { ActionClass } from '@/lib/domain/action-class';
import type { CaseAnswer } from '@/lib/domain/guardrail-case';
import { createApiKey } from '@/lib/services/api-key/create';
import { readDecision } from '@/lib/services/decision/read';
import { changeGuardrail } from '@/lib/services/guardrail/change';
import { createGuardrail } from '@/lib/services/guardrail/create';
import { countGuardrailEffects } from '@/lib/services/guardrail/effects';
import { enforceGuardrail } from '@/lib/services/guardrail/enforce';
import { retireGuardrail } from '@/lib/services/guardrail/retire';
import { validateGuardrail } from '@/lib/services/guardrail/validate';
import { createGuardrailCase } from '@/lib/services/guardrail-case/create';
import { listGuardrailCases } from '@/lib/services/guardrail-case/list';
import { removeGuardrailCase } from '@/lib/services/guardrail-case/remove';
import { cancelReplay } from '@/lib/services/replay/cancel';
import { listReplays } from '@/lib/services/replay/list';
import { readReplay } from '@/lib/services/replay/read';
import { nextReplay, runReplay } from '@/lib/services/replay/run';
import { startReplay } from '@/lib/services/replay/start';
import { openTask } from '@/lib/services/task/open';
import { World } from '@/lib/services/task/world.fixture';
import type { AskedCall, Caller } from './call';
import { identify } from './identify';
import { openRuntime, type Runtime } from './runtime';

// What a replay foretells, of decisions that were really made, and what then really happens.

let world: World;
let runtime: Runtime;
let caller: Caller;
let task: string;
const made: string[] = [];

const WRITES = '@outcome("escalate")\nforbid (principal, action == Action::"write", resource);';
const SILENT = 'forbid (principal, action, resource) when { resource.zone == "external" };';
const LIMITED = `@outcome("deny")
forbid (principal, action == Action::"write", resource)
  when { context.numbers.hasTag("amount") && context.numbers.getTag("amount") > 100 };`;

beforeAll(async () => {
  world = await World.create();
  const tools: [name: string, actionClass: ActionClass][] = [
    ['contacts.list', 'read'],
    ['contacts.update', 'write'],
  ];
  for (const [name, actionClass] of tools) {
    await world.prisma.tool.create({
      data: {
        id: `crm/${name}`,
        systemId: 'crm',
        name,
        actionClass,
        sensitivity: 'internal',
        returnsUntrusted: false,
        reversible: true,
        digest: 'd',
        reviewedDigest: 'd',
        state: 'reviewed',
      },
    });
  }
  const { key } = await createApiKey(world.admin, CreateApiKeyInput.parse({ name: 'pep', roles: ['admin'] }));
  runtime = await openRuntime({ databaseUrl: world.database.url, publicUrl: 'http://test' });
  caller = await identify(runtime.evaluator, `Bearer ${key}`);
  task = (
    await openTask(
      world.admin,
      OpenTaskInput.parse({
        agent: 'bot',
        purpose: 'Update the contacts',
        ttlSeconds: 600,
        actionClasses: ['read', 'write'],
      }),
    )
  ).id;
  for (const amount of [1, 50, 101, 5000]) expect(await ask('update', { amount })).toBe('allow');
  for (const amount of [1, 200]) expect(await ask('list', { amount })).toBe('allow');
  await createGuardrail(world.admin, { name: 'writes', text: SILENT });
});
afterAll(async () => {
  await runtime.close();
  await world.drop();
});

async function ask(tool: string, args: AskedCall['arguments'] = {}): Promise<string> {
  const call: AskedCall = {
    agentId: 'bot',
    taskId: task,
    toolId: `crm/contacts.${tool}`,
    action: 'tools/call',
    resource: null,
    arguments: args,
    argumentsText: JSON.stringify(args),
    callId: `c-${made.length}`,
    acceptsModify: false,
    approvalId: null,
    reads: [],
    requestId: 'r',
  };
  const evaluated = await runtime.evaluator.evaluate(call, caller);
  const id = evaluated.kind === 'decided' ? evaluated.decided.id : evaluated.row.id;
  made.push(id);
  return (await readDecision(world.admin, { id })).outcome;
}

const start = (text: string, id = 'writes') => startReplay(world.admin, StartReplayInput.parse({ id, text }));

async function replayed(text: string, database: Pick<Database, 'pool'> = world.database) {
  const { id } = await start(text);
  await runReplay(world.admin, database, id);
  const view = await readReplay(world.as(['auditor']), { id });
  return { view, result: view.result };
}

describe('a replay', () => {
  test('of what is enforced changes nothing, and agrees with every decision that was made', async () => {
    const { view, result } = await replayed(SILENT);
    expect(view).toMatchObject({ state: 'done', total: 6, looked: 6, error: null });
    expect(result).toMatchObject({
      judged: 6,
      changed: 0,
      underOtherRules: 0,
      said: { inForce: 0, draft: 0 },
    });
  });

  test('says whom a draft would have asked about, by agent and tool, with decisions to look at', async () => {
    const { result } = await replayed(WRITES);
    const changes = [{ from: 'allow', to: 'escalate', count: 4 }];
    expect(result).toMatchObject({
      judged: 6,
      said: { inForce: 0, draft: 4 },
      changed: 4,
      changes,
      byAgent: [{ id: 'bot', count: 4, changes }],
      byTool: [{ id: 'crm/contacts.update', count: 4, changes }],
      asks: { more: 4, fewer: 0 },
      stops: { calls: 0, approved: 0 },
      frees: { calls: 0, refused: 0 },
      notJudged: [],
    });
    expect(result?.samples.map(({ decision }) => decision).sort()).toEqual(made.slice(0, 4).sort());
  });

  test('sees arguments, and what it foretells is what then happens', async () => {
    const { result } = await replayed(LIMITED);
    expect(result).toMatchObject({ changed: 2, stops: { calls: 2, approved: 0 } });
    await changeGuardrail(world.admin, { id: 'writes', text: LIMITED });
    await enforceGuardrail(world.admin, { id: 'writes' });
    expect(await ask('update', { amount: 5000 })).toBe('deny');
    expect(await ask('update', { amount: 50 })).toBe('allow');
    expect(await ask('list', { amount: 5000 })).toBe('allow');
    // The old ones were made without it: compared is with what is enforced now.
    const again = await replayed(LIMITED);
    expect(again.result).toMatchObject({ judged: 9, changed: 0, underOtherRules: 2 });
    const without = await replayed(SILENT);
    expect(without.result).toMatchObject({ changed: 3, frees: { calls: 3, refused: 0 } });
    await retireGuardrail(world.admin, { id: 'writes' });
  });

  test('counts what was asked about for nothing, and what people had refused', async () => {
    await changeGuardrail(world.admin, { id: 'writes', text: WRITES });
    await enforceGuardrail(world.admin, { id: 'writes' });
    expect(await ask('update', { amount: 7 })).toBe('escalate');
    expect(await ask('update', { amount: 8 })).toBe('escalate');
    await world.prisma.$executeRaw`
      UPDATE escalations SET state = 'denied', answered_at = clock_timestamp(), answered_by_id = 'usr_ada'
       WHERE decision_id = ${made.at(-1)}`;
    const { result } = await replayed(SILENT);
    expect(result).toMatchObject({
      said: { inForce: 8, draft: 0 },
      asks: { more: 0, fewer: 8 },
      frees: { calls: 8, refused: 1 },
    });
    const effects = await countGuardrailEffects(world.admin, { days: 30 });
    expect(effects.items.find(({ guardrail }) => guardrail === 'writes')).toMatchObject({
      prompts: 2,
      approved: 0,
      refused: 1,
    });
    expect(effects.calls).toBe(11);
    await retireGuardrail(world.admin, { id: 'writes' });
  });

  test('leaves aside what cannot be judged again, and says why', async () => {
    const { rowCount } = await world.database.pool.query(
      `INSERT INTO decisions SELECT 'dec_other', at, 'wrt_other', 1, 'gone', task_id, tool_id, action_class, outcome,
              reason, replace(record, '"agent":"bot"', '"agent":"gone"'), hash FROM decisions WHERE id = $1`,
      [made[0]],
    );
    expect(rowCount).toBe(1);
    await world.decision({ outcome: 'deny', reason: 'task_unknown' });
    const { result } = await replayed(WRITES);
    expect(result?.notJudged).toEqual([
      { why: 'unasked', count: 1 },
      { why: 'unknown', count: 1 },
    ]);
  });

  test('that was cancelled keeps nothing, also while it runs', async () => {
    const { id } = await start(WRITES);
    const pool = {
      connect: async () => {
        await cancelReplay(world.admin, { id });
        return world.database.pool.connect();
      },
    } as unknown as Database['pool'];
    await runReplay(world.admin, { pool }, id);
    expect(await readReplay(world.admin, { id })).toMatchObject({ state: 'cancelled', result: null });
    await expect(cancelReplay(world.admin, { id })).rejects.toMatchObject({ code: 'refused' });
    const events = await world.prisma.auditEvent.findMany({
      where: { subjectId: id },
      orderBy: { id: 'asc' },
    });
    expect(events.map(({ event }) => event)).toEqual(['replay.started', 'replay.cancelled']);
  });

  test('is run once, begun anew when its runner falls silent, and given up after three times', async () => {
    const { id } = await start(WRITES);
    const silent = () =>
      world.prisma.$executeRaw`UPDATE replays SET state = 'running', attempts = attempts + 1,
        started_at = now(), alive_at = now() - interval '1 minute' WHERE id = ${id}`;
    await world.prisma
      .$executeRaw`UPDATE replays SET state = 'running', attempts = 1, alive_at = now() WHERE id = ${id}`;
    expect(await nextReplay(world.admin)).toBeNull();
    await runReplay(world.admin, world.database, id);
    expect(await readReplay(world.admin, { id })).toMatchObject({ state: 'running', result: null });
    await silent();
    expect(await nextReplay(world.admin)).toBe(id);
    await Promise.all([1, 2].map(() => runReplay(world.admin, world.database, id)));
    expect(await readReplay(world.admin, { id })).toMatchObject({ state: 'done' });

    const other = await start(WRITES);
    await world.prisma.$executeRaw`UPDATE replays SET state = 'running', attempts = 3,
        alive_at = now() - interval '1 minute' WHERE id = ${other.id}`;
    await runReplay(world.admin, world.database, other.id);
    expect(await readReplay(world.admin, { id: other.id })).toMatchObject({
      state: 'failed',
      error: 'it was broken off 3 times',
    });
  });

  test('is refused for a text with errors, and when five wait already', async () => {
    await expect(
      start('forbid (principal, action, resource) when { resource.zone == 1 };'),
    ).rejects.toMatchObject({ code: 'refused', reason: 'not_valid' });
    await expect(start(SILENT, 'nothing_of_that_name')).rejects.toMatchObject({ code: 'not_found' });
    const open = await Promise.all(
      Array.from({ length: 7 }, () => start(SILENT).catch((error: { reason?: string }) => error.reason)),
    );
    expect(open.filter((one) => one === 'too_many_replays')).toHaveLength(2);
    const { items, total } = await listReplays(
      world.as(['auditor']),
      ListReplaysInput.parse({ id: 'writes', count: 'true', limit: 2 }),
    );
    expect(items.map(({ state }) => state)).toEqual(['queued', 'queued']);
    expect(total).toBeGreaterThan(5);
  });
});

describe('cases', () => {
  const wrong: [string, string, CaseAnswer][] = [
    ['a text that says nothing', SILENT, 'escalate'],
    ['a text that says more', 'forbid (principal, action, resource);', 'escalate'],
  ];

  test('are made of a decision, and keep a text that says otherwise from being enforced', async () => {
    await createGuardrail(world.admin, { name: 'cased', text: WRITES });
    const decision = made[2] ?? '';
    const one = await createGuardrailCase(world.admin, { id: 'cased', decision });
    expect(one).toMatchObject({ expected: 'escalate', agent: 'bot', tool: 'crm/contacts.update', decision });
    await expect(createGuardrailCase(world.admin, { id: 'cased', decision })).rejects.toMatchObject({
      reason: 'already_exists',
    });
    const asked = await validateGuardrail(world.admin, { id: 'cased', text: WRITES });
    expect(asked.cases).toEqual([{ id: one.id, expected: 'escalate', says: 'escalate', holds: true }]);
    for (const [what, text] of wrong) {
      const { cases } = await validateGuardrail(world.admin, { id: 'cased', text });
      expect({ what, holds: cases.map(({ holds }) => holds) }).toEqual({ what, holds: [false] });
      await changeGuardrail(world.admin, { id: 'cased', text });
      await expect(enforceGuardrail(world.admin, { id: 'cased' })).rejects.toMatchObject({
        code: 'refused',
        reason: 'cases_broken',
      });
    }
    const { items } = await listGuardrailCases(world.as(['auditor']), { id: 'cased', limit: 50 });
    expect(items).toEqual([one]);
    await removeGuardrailCase(world.admin, { id: one.id });
    expect(await enforceGuardrail(world.admin, { id: 'cased' })).toMatchObject({ state: 'enforced' });
    await retireGuardrail(world.admin, { id: 'cased' });
  });

  test('are not made of what guardrails were never asked about', async () => {
    const decision = await world.decision({ outcome: 'deny', reason: 'task_unknown' });
    await expect(createGuardrailCase(world.admin, { id: 'cased', decision })).rejects.toMatchObject({
      code: 'refused',
      reason: 'not_a_case',
    });
    await expect(
      createGuardrailCase(world.admin, { id: 'cased', decision: 'dec_00000000000000000000000000' }),
    ).rejects.toMatchObject({ code: 'not_found' });
  });
});
