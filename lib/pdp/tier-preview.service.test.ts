import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CreateApiKeyInput } from '@/lib/contract/api-key';
import { OpenTaskInput } from '@/lib/contract/task';
import type { ActionClass } from '@/lib/domain/action-class';
import { SHIPPED_TIERS, type TierRules, type TierVerdict } from '@/lib/domain/risk-tier';
import { createApiKey } from '@/lib/services/api-key/create';
import { readDecision } from '@/lib/services/decision/read';
import { openTask } from '@/lib/services/task/open';
import { World } from '@/lib/services/task/world.fixture';
import { previewTier } from '@/lib/services/tier/preview';
import { replaceTier } from '@/lib/services/tier/replace';
import type { AskedCall, Caller } from './call';
import { identify } from './identify';
import { openRuntime, type Runtime } from './runtime';

// What a preview foretells, of decisions that were really made, and what then really happens.

let world: World;
let runtime: Runtime;
let caller: Caller;
let task: string;

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
  for (const tool of ['list', 'list', 'list', 'update', 'update']) {
    expect(await ask(`crm/contacts.${tool}`)).toBe('allow');
  }
});
afterAll(async () => {
  await runtime.close();
  await world.drop();
});

let calls = 0;
async function ask(toolId: string): Promise<string> {
  calls += 1;
  const call: AskedCall = {
    agentId: 'bot',
    taskId: task,
    toolId,
    action: 'tools/call',
    resource: null,
    arguments: {},
    argumentsText: '{}',
    callId: `c-${calls}`,
    acceptsModify: false,
    approvalId: null,
    reads: [],
    requestId: 'r',
  };
  const evaluated = await runtime.evaluator.evaluate(call, caller);
  const id = evaluated.kind === 'decided' ? evaluated.decided.id : evaluated.row.id;
  return (await readDecision(world.admin, { id })).outcome;
}

const { moderate } = SHIPPED_TIERS;
const writing = (verdict: TierVerdict, more: Partial<TierRules> = {}): TierRules => ({
  ...moderate,
  matrix: { ...moderate.matrix, write: { ...moderate.matrix.write, internal: verdict } },
  ...more,
});
const preview = (rules: TierRules, id: 'low' | 'moderate' = 'moderate') =>
  previewTier(world.admin, { id, rules });
const sql = (text: string) => world.prisma.$executeRawUnsafe(text);

describe('a preview of a tier', () => {
  test('says that unchanged rules change nothing, and whom they are for', async () => {
    // A task whose time is over runs no more, although nobody has marked it.
    await world.prisma.$executeRaw`
      INSERT INTO tasks (id, agent_id, purpose, action_classes, state, started_at, ends_at, opened_by)
      VALUES ('tsk_over', 'bot', 'x', '{}', 'running', now() - interval '2 hours', now() - interval '1 hour', 'x')`;
    const { agents, decisions, revision } = await preview(moderate);
    expect(agents).toEqual({ active: 1, others: 0, withRunningTasks: 1, runningTasks: 1 });
    expect(revision).toBe(1);
    expect(decisions).toMatchObject({
      sampledOneIn: 1,
      judged: 5,
      changed: 0,
      changes: [],
      byAgent: [],
      byTool: [],
      notJudged: [],
      underOtherRules: 0,
      velocity: 'unchanged',
    });
  });

  test('counts the decisions that a changed cell would have answered otherwise, and changes nothing', async () => {
    const { decisions } = await preview(writing('escalate'));
    const changes = [{ from: 'allow', to: 'escalate', count: 2 }];
    expect(decisions).toMatchObject({
      judged: 5,
      changed: 2,
      changes,
      byAgent: [{ id: 'bot', count: 2, changes }],
      byTool: [{ id: 'crm/contacts.update', count: 2, changes }],
    });
    expect((await preview(writing('deny'))).decisions?.changes).toEqual([
      { from: 'allow', to: 'deny', count: 2 },
    ]);
    expect(await ask('crm/contacts.update')).toBe('allow');
  });

  test('counts the calls of each minute where their limit is changed', async () => {
    const { decisions } = await preview(writing('allow', { callsPerMinutePerTask: 1 }));
    expect(decisions?.velocity).toBe('counted');
    // All within one minute, or two: the first of each stays allowed.
    expect([4, 5]).toContain(decisions?.changed);
    expect(decisions?.changes[0]).toMatchObject({ from: 'allow', to: 'deny' });
    const agentWide = (await preview(writing('allow', { callsPerMinutePerAgent: 1 }))).decisions;
    expect(agentWide?.changed).toBe(decisions?.changed);
  });

  test('is of that tier alone, of 30 days, and leaves out what its records cannot tell', async () => {
    expect((await preview(writing('deny'), 'low')).decisions).toMatchObject({ judged: 0, changed: 0 });
    const record = (more: object) =>
      JSON.stringify({ tier: 'moderate', task, sensitivity: 'internal', reasons: [], lifted: [], ...more });
    const write = (more: object, daysAgo = 0) =>
      world.decision({
        outcome: 'allow',
        task,
        record: record(more),
        at: new Date(Date.now() - daysAgo * 86_400_000),
      });
    await write({}, 31);
    await write({ delegation: [{ agent: 'boss', task: 'tsk_x' }] });
    await write({ shadow: [{ code: 'x', outcome: 'deny', mode: 'observed' }] });
    await write({ reasons: [{ code: 'rule_error', outcome: 'deny', message: '' }] });
    expect((await preview(writing('deny'))).decisions).toMatchObject({
      judged: 6,
      changed: 3,
      notJudged: [
        { why: 'delegated', count: 1 },
        { why: 'observed', count: 1 },
        { why: 'failed', count: 1 },
      ],
    });
  });

  test('counts nothing for cells that no guardrail carries', async () => {
    await sql(`UPDATE guardrail_versions SET state = 'shadow' WHERE guardrail = 'tier_requires_approval'`);
    expect((await preview(writing('escalate'))).decisions?.changed).toBe(0);
    expect((await preview(writing('deny'))).decisions?.changed).toBe(3);
    await sql(`UPDATE guardrail_versions SET state = 'enforced' WHERE guardrail = 'tier_requires_approval'`);
  });

  test('foretells what the saved draft then does; what was decided by older rules is told apart', async () => {
    const rules = writing('escalate');
    const saved = await replaceTier(
      { ...world.admin, ifMatch: 1 },
      { id: 'moderate', rules, reason: 'Writes are to be looked at' },
    );
    expect(await ask('crm/contacts.update')).toBe('escalate');
    expect(await ask('crm/contacts.list')).toBe('allow');
    expect(saved.revision).toBe(2);
    const { decisions } = await preview(moderate);
    expect(decisions).toMatchObject({
      changed: 4,
      changes: [{ from: 'escalate', to: 'allow', count: 4 }],
      underOtherRules: 3,
    });
    const [event] = await world.prisma.auditEvent.findMany({ where: { event: 'tier.replaced' } });
    expect(JSON.parse(event?.record ?? '').details).toMatchObject({ reason: 'Writes are to be looked at' });
  });

  test('is for who may change tiers', async () => {
    for (const role of ['approver', 'reviewer', 'auditor', 'pep'] as const) {
      await expect(previewTier(world.as([role]), { id: 'low', rules: moderate })).rejects.toMatchObject({
        code: 'forbidden',
      });
    }
  });
});
