import { afterAll, beforeAll, expect, test } from 'vitest';
import { ChangeAgentInput, CreateAgentInput, ListAgentsInput } from '@/lib/contract/agent';
import { SHIPPED_TIERS } from '@/lib/domain/risk-tier';
import { activateAgent } from './activate';
import { changeAgent } from './change';
import { createAgent } from './create';
import { agentOf, type Inventory, openInventory } from './inventory.fixture';
import { listAgents } from './list';
import { quarantineAgent } from './quarantine';
import { readAgent } from './read';
import { releaseAgent } from './release';
import { retireAgent } from './retire';
import { transferOwnership } from './transfer-ownership';

let world: Inventory;
beforeAll(async () => {
  world = await openInventory();
});
afterAll(() => world.close());

const create = (id: string, more: object = {}) =>
  createAgent(world.ctx, CreateAgentInput.parse(agentOf(id, more)));
const change = (id: string, more: object) => changeAgent(world.ctx, ChangeAgentInput.parse({ id, ...more }));
const list = (more: object = {}) => listAgents(world.ctx, ListAgentsInput.parse(more));
const ids = async (more: object) => (await list(more)).items.map(({ id }) => id);
const reason = 'looks odd';
const deleting = { tools: ['contacts.*'], actionClasses: ['read', 'delete'], maxSensitivity: 'restricted' };

test('registers a draft with its owners, its next review, and its audit row', async () => {
  const agent = await create('new', { backupOwner: 'ben@example.com', riskTier: 'high' });
  expect(agent).toMatchObject({
    state: 'draft',
    owner: { email: 'ana@example.com' },
    backupOwner: { email: 'ben@example.com' },
    isOwned: true,
    riskTier: 'high',
    riskTierSet: 'high',
    tierFloor: 'low',
    tierFloorReasons: [],
    liveGrants: 0,
    runningTasks: 0,
    lastCallAt: null,
    revision: 1,
  });
  const days = ((agent.reviewDueAt?.getTime() ?? 0) - agent.createdAt.getTime()) / (24 * 3600 * 1000);
  expect(days).toBe(SHIPPED_TIERS.high.reviewEveryDays);
  expect(await readAgent(world.ctx, { id: 'new' })).toEqual(agent);
  expect(await world.events('new')).toMatchObject([
    { event: 'agent.created', details: { riskTier: 'high' } },
  ]);
});

const nobody = [
  { field: 'owner', more: { owner: 'nobody@example.com' } },
  { field: 'owner', more: { owner: 'eve@example.com' } },
  { field: 'backupOwner', more: { backupOwner: 'eve@example.com' } },
  { field: 'backupOwner', more: { backupOwner: 'ana@example.com' } },
];
for (const { field, more } of nobody) {
  test(`refused for its ${field}: ${JSON.stringify(more)}`, async () => {
    await expect(create('owned', more)).rejects.toMatchObject({ code: 'invalid_input', fields: [{ field }] });
    await expect(readAgent(world.ctx, { id: 'owned' })).rejects.toMatchObject({ code: 'not_found' });
  });
}

test('an id is taken once', async () => {
  await create('twice');
  await expect(create('twice')).rejects.toMatchObject({ code: 'conflict', reason: 'already_exists' });
});

test('walks through its life with an audit row for each step', async () => {
  await create('walker');
  expect(await activateAgent(world.ctx, { id: 'walker' })).toMatchObject({ state: 'active', revision: 2 });
  expect(await quarantineAgent(world.ctx, { id: 'walker', reason })).toMatchObject({ state: 'quarantined' });
  expect(await releaseAgent(world.ctx, { id: 'walker', reason })).toMatchObject({ state: 'active' });
  expect(await retireAgent(world.ctx, { id: 'walker', reason })).toMatchObject({
    state: 'retired',
    revision: 5,
  });
  const events = await world.events('walker');
  expect(events.map(({ event }) => event)).toEqual([
    'agent.created',
    'agent.activated',
    'agent.quarantined',
    'agent.released',
    'agent.retired',
  ]);
  expect(events[2]?.details).toMatchObject({ from: 'active', to: 'quarantined', reason });
});

test('retired is for ever', async () => {
  await create('gone');
  await retireAgent(world.ctx, { id: 'gone' });
  const input = { id: 'gone', reason };
  const refused = { code: 'refused', reason: 'wrong_state' };
  await expect(activateAgent(world.ctx, input)).rejects.toMatchObject(refused);
  await expect(quarantineAgent(world.ctx, input)).rejects.toMatchObject(refused);
  await expect(releaseAgent(world.ctx, input)).rejects.toMatchObject(refused);
  await expect(retireAgent(world.ctx, input)).rejects.toMatchObject(refused);
  await expect(change('gone', { name: 'x' })).rejects.toMatchObject(refused);
  await expect(transferOwnership(world.ctx, { ...input, owner: 'ben@example.com' })).rejects.toMatchObject(
    refused,
  );
  await expect(world.entitlement('gone')).rejects.toMatchObject(refused);
  expect((await world.events('gone')).map(({ event }) => event)).toEqual(['agent.created', 'agent.retired']);
});

test('refuses who may not', async () => {
  await create('guarded');
  const input = { id: 'guarded', reason };
  for (const role of ['approver', 'reviewer', 'auditor', 'pep'] as const) {
    const ctx = world.as(role);
    const forbidden = { code: 'forbidden' };
    await expect(createAgent(ctx, CreateAgentInput.parse(agentOf('never')))).rejects.toMatchObject(forbidden);
    await expect(changeAgent(ctx, { id: 'guarded', name: 'x' })).rejects.toMatchObject(forbidden);
    await expect(activateAgent(ctx, input)).rejects.toMatchObject(forbidden);
    await expect(quarantineAgent(ctx, input)).rejects.toMatchObject(forbidden);
    await expect(releaseAgent(ctx, input)).rejects.toMatchObject(forbidden);
    await expect(retireAgent(ctx, input)).rejects.toMatchObject(forbidden);
    await expect(transferOwnership(ctx, { ...input, owner: 'ben@example.com' })).rejects.toMatchObject(
      forbidden,
    );
  }
  expect(await world.events('guarded')).toHaveLength(1);
});

test('the loser of a race changes nothing', async () => {
  await create('race');
  const set = (sql: string) => `UPDATE agents SET revision = revision + 1, ${sql} WHERE id = 'race'`;
  const activated = world.meanwhile(set(`state = 'quarantined'`), () =>
    activateAgent(world.ctx, { id: 'race' }),
  );
  await expect(activated).rejects.toMatchObject({ code: 'conflict' });
  const released = world.meanwhile(set(`state = 'retired'`), () =>
    releaseAgent(world.ctx, { id: 'race', reason }),
  );
  await expect(released).rejects.toMatchObject({ code: 'conflict' });
  await world.prisma.agent.update({ where: { id: 'race' }, data: { state: 'active' } });
  const changed = world.meanwhile(set(`name = 'first'`), () => change('race', { name: 'second' }));
  await expect(changed).rejects.toMatchObject({ code: 'changed_meanwhile' });
  const moved = world.meanwhile(set(`name = 'first'`), () =>
    transferOwnership(world.ctx, { id: 'race', owner: 'ben@example.com', reason }),
  );
  await expect(moved).rejects.toMatchObject({ code: 'changed_meanwhile' });
  await expect(quarantineAgent(world.seen(1), { id: 'race', reason })).rejects.toMatchObject({
    code: 'changed_meanwhile',
  });
  expect(await world.events('race')).toHaveLength(1);
});

test('the floor raises the tier, names its cause, and cannot be undercut', async () => {
  const { entitlements } = await world.agent('risky', deleting, {});
  const agent = await readAgent(world.ctx, { id: 'risky' });
  expect(agent).toMatchObject({ riskTier: 'critical', riskTierSet: 'low', tierFloor: 'critical' });
  expect(agent.tierFloorReasons).toEqual([
    {
      entitlement: entitlements[0]?.id,
      tool: 'crm/contacts.delete',
      actionClass: 'delete',
      sensitivity: 'restricted',
    },
  ]);
  await expect(change('risky', { riskTier: 'high' })).rejects.toMatchObject({
    code: 'refused',
    reason: 'below_floor',
    message: expect.stringContaining('crm/contacts.delete'),
  });
  expect(await change('risky', { riskTier: 'low', name: 'Same tier' })).toMatchObject({ name: 'Same tier' });
  expect(await change('risky', { riskTier: 'critical' })).toMatchObject({ riskTierSet: 'critical' });
});

test('a tier may be lowered down to the floor', async () => {
  await create('calm', { riskTier: 'critical' });
  expect(await change('calm', { riskTier: 'low' })).toMatchObject({ riskTier: 'low', riskTierSet: 'low' });
  expect((await world.events('calm')).at(-1)).toMatchObject({
    event: 'agent.changed',
    details: { changes: { riskTier: { from: 'critical', to: 'low' } } },
  });
});

test('quarantine takes nothing away, and retirement everything in one go', async () => {
  const { entitlements } = await world.agent('worker', {}, { tools: ['*'] });
  const first = await world.task('worker');
  const second = await world.task('worker');
  const escalation = {
    digest: 'd',
    agentId: 'worker',
    toolId: 'crm/contacts.search',
    arguments: {},
    reasons: ['grant_required'],
    decisionId: 'dec_x',
    requestedAt: first.startedAt,
    expiresAt: first.endsAt,
  };
  await world.prisma.escalation.create({ data: { ...escalation, id: 'esc_worker', taskId: first.id } });
  expect(await readAgent(world.ctx, { id: 'worker' })).toMatchObject({ runningTasks: 2, liveGrants: 4 });

  const quarantined = await quarantineAgent(world.ctx, { id: 'worker', reason });
  expect(quarantined).toMatchObject({ runningTasks: 2, liveGrants: 4 });

  const retired = await retireAgent(world.ctx, { id: 'worker', reason });
  expect(retired).toMatchObject({ state: 'retired', runningTasks: 0, liveGrants: 0, tierFloor: 'low' });
  const tasks = await world.prisma.task.findMany({ where: { agentId: 'worker' } });
  expect(tasks.map(({ state }) => state)).toEqual(['cancelled', 'cancelled']);
  const grants = await world.prisma.grant.findMany({ where: { task: { agentId: 'worker' } } });
  expect(grants.filter(({ revokedAt }) => revokedAt !== null)).toHaveLength(4);
  expect(await world.prisma.escalation.findUnique({ where: { id: 'esc_worker' } })).toMatchObject({
    state: 'withdrawn',
  });
  expect(await world.prisma.entitlement.count({ where: { agentId: 'worker', revokedAt: null } })).toBe(0);
  const last = (await world.events('worker')).at(-1);
  expect(last).toMatchObject({
    event: 'agent.retired',
    details: {
      reason,
      endedTasks: [first.id, second.id],
      withdrawnEscalations: ['esc_worker'],
      revokedEntitlements: entitlements.map(({ id }) => id),
    },
  });
  expect((await world.events(entitlements[0]?.id ?? '')).at(-1)?.event).toBe('entitlement.revoked');
});

test('retirement that fails half way leaves everything as it was', async () => {
  await world.agent('halfway', {});
  const task = await world.task('halfway');
  const broken = { ...world.ctx, actor: { ...world.ctx.actor, name: '\ud800' } };
  await expect(retireAgent(broken, { id: 'halfway', reason })).rejects.toThrow();
  expect(await readAgent(world.ctx, { id: 'halfway' })).toMatchObject({ state: 'active', liveGrants: 1 });
  expect(await world.prisma.task.findUnique({ where: { id: task.id } })).toMatchObject({ state: 'running' });
});

test('an agent of nobody is neither activated nor released, until somebody answers for it', async () => {
  await create('orphan');
  await world.prisma.agent.update({
    where: { id: 'orphan' },
    data: { owner: { connect: { email: 'eve@example.com' } } },
  });
  expect(await readAgent(world.ctx, { id: 'orphan' })).toMatchObject({
    isOwned: false,
    owner: { disabled: true },
  });
  const unowned = { code: 'refused', reason: 'agent_unowned' };
  await expect(activateAgent(world.ctx, { id: 'orphan' })).rejects.toMatchObject(unowned);
  await quarantineAgent(world.ctx, { id: 'orphan', reason });
  await expect(releaseAgent(world.ctx, { id: 'orphan', reason })).rejects.toMatchObject(unowned);
  expect(await ids({ unowned: 'true' })).toEqual(['orphan']);
  expect(await ids({ unowned: 'false' })).not.toContain('orphan');
  await change('orphan', { backupOwner: 'ben@example.com' });
  expect(await releaseAgent(world.ctx, { id: 'orphan', reason })).toMatchObject({
    state: 'active',
    isOwned: true,
  });
});

test('lists by id with filters, by the effective tier too, in pages with a total', async () => {
  await world.agent('zz-1', deleting);
  await world.agent('zz-2', {});
  await world.agent('zz-3', deleting);
  await create('zz-4', { riskTier: 'critical', environment: 'test', autonomy: 'autonomous' });
  const critical = { tier: 'critical', q: 'zz-' };
  expect(await ids(critical)).toEqual(['zz-1', 'zz-3', 'zz-4']);
  const first = await list({ ...critical, limit: '2', count: 'true' });
  expect(first).toMatchObject({ items: [{ id: 'zz-1' }, { id: 'zz-3' }], total: 3 });
  const second = await list({ ...critical, limit: '2', count: 'true', cursor: first.nextCursor ?? '' });
  expect(second).toMatchObject({ items: [{ id: 'zz-4' }], nextCursor: null, total: 3 });
  expect(await ids({ ...critical, limit: '2', cursor: first.nextCursor ?? '' })).toEqual(['zz-4']);
  expect(await ids({ q: 'zz-', tier: 'low,high' })).toEqual(['zz-2']);
  expect(await ids({ q: 'zz-', state: 'draft' })).toEqual(['zz-4']);
  expect(await ids({ environment: 'test' })).toEqual(['zz-4']);
  expect(await ids({ autonomy: 'autonomous' })).toEqual(['zz-4']);
  expect(await ids({ owner: 'BEN@example.com' })).toEqual([]);
  expect((await list({ q: 'zz-', count: 'true', limit: '1' })).total).toBe(4);
  await expect(list({ cursor: 'x' })).rejects.toMatchObject({ fields: [{ field: 'cursor' }] });
});

test('a page of many agents takes no more queries than one of few', async () => {
  const queries = async (limit: string) => {
    let n = 0;
    const counting = world.prisma.$extends({
      query: {
        $allOperations({ args, query }) {
          n += 1;
          return query(args);
        },
      },
    });
    await listAgents({ ...world.ctx, prisma: counting as never }, ListAgentsInput.parse({ limit }));
    return n;
  };
  const few = await queries('1');
  expect(few).toBeGreaterThan(3);
  expect(await queries('10')).toBe(few);
});
