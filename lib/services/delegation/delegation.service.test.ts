import { afterAll, beforeAll, expect, test } from 'vitest';
import { OpenTaskInput } from '@/lib/contract/task';
import { SHIPPED_TIERS } from '@/lib/domain/risk-tier';
import { waitingFor, whileLocked } from '@/tests/support/locks';
import { until } from '@/tests/support/until';
import { quarantineAgent } from '../agent/quarantine';
import { retireAgent } from '../agent/retire';
import type { Ctx } from '../context';
import { createGrant } from '../grant/create';
import { revokeGrant } from '../grant/revoke';
import { cancelTask } from '../task/cancel';
import { completeTask } from '../task/complete';
import { expireDueTasks } from '../task/expire';
import { openTask } from '../task/open';
import { pauseTask } from '../task/pause';
import { readTask } from '../task/read';
import { World } from '../task/world.fixture';

let world: World;
beforeAll(async () => {
  world = await World.create();
  for (const id of ['mate', 'third', 'fourth', 'fifth']) await crew(id);
});
afterAll(() => world.drop());

const ALL = ['read', 'write', 'delete'] as const;
async function crew(id: string) {
  await world.agent(id);
  return world.entitlement(id, { activation: 'automatic', tools: ['*'], classes: [...ALL] });
}

type Wish = Partial<OpenTaskInput>;
const open = (agent: string, wish: Wish = {}, ctx?: Ctx) =>
  openTask(
    ctx ?? world.admin,
    OpenTaskInput.parse({ agent, purpose: 'Q3 cleanup', ttlSeconds: 600, actionClasses: ['read'], ...wish }),
  );
const delegate = (parent: { id: string }, agent: string, wish: Wish = {}, ctx?: Ctx) =>
  open(agent, { parentTask: parent.id, ...wish }, ctx);
const versionOf = async (taskId: string) =>
  (await world.prisma.taskLive.findUniqueOrThrow({ where: { taskId } })).version;

test('a child gets what its own entitlement and the parent’s live grants both cover, and the edge is recorded', async () => {
  const parent = await open('bot', { actionClasses: ['read', 'write'], onBehalfOf: 'Ana' });
  const child = await delegate(parent, 'mate');
  expect(child).toMatchObject({ state: 'running', parentTask: parent.id, onBehalfOf: 'Ana', liveGrants: 1 });
  expect(child.grants[0]?.scope).toMatchObject({ tools: ['contacts.*'], actionClasses: ['read'] });
  expect(await world.prisma.delegation.findUniqueOrThrow({ where: { taskId: child.id } })).toEqual({
    taskId: child.id,
    agentId: 'mate',
    parentTaskId: parent.id,
    parentAgentId: 'bot',
    rootTaskId: parent.id,
    depth: 1,
    delegatedAt: child.startedAt,
    delegatedBy: 'usr_admin',
  });
  const event = await world.prisma.auditEvent.findFirstOrThrow({ where: { subjectId: child.id } });
  expect(JSON.parse(event.record).details.delegation).toEqual([{ task: parent.id, agent: 'bot' }]);

  const grandchild = await delegate(child, 'third');
  const read = await readTask(world.admin, { id: parent.id });
  expect(read.openBelow).toBe(2);
  expect(read.tree.map(({ id, depth, parentTask }) => [id, depth, parentTask])).toEqual([
    [parent.id, 0, null],
    [child.id, 1, parent.id],
    [grandchild.id, 2, child.id],
  ]);
  expect((await readTask(world.admin, { id: grandchild.id })).openBelow).toBe(0);
});

test('ends never increase: neither the task’s nor a grant’s', async () => {
  const parent = await open('bot', { ttlSeconds: 300 });
  const grant = parent.grants[0];
  const child = await delegate(parent, 'mate', { ttlSeconds: 3600 });
  expect(child.endsAt).toEqual(parent.endsAt);
  const sooner = new Date(parent.startedAt.getTime() + 60_000);
  await world.prisma.grant.update({ where: { id: grant?.id ?? '' }, data: { endsAt: sooner } });
  const second = await delegate(parent, 'third');
  expect(second.grants.map(({ endsAt }) => endsAt)).toEqual([sooner]);
});

test('what was revoked above, has counted uses, or belongs to no live entitlement is not handed on', async () => {
  const parent = await open('bot');
  const child = await delegate(parent, 'mate');
  await revokeGrant(world.admin, { id: parent.grants[0]?.id ?? '', reason: 'no longer' });
  expect((await delegate(parent, 'third')).grants).toEqual([]);
  // The middle of the chain still has its own grant: the root counts all the same.
  expect((await delegate(child, 'third')).grants).toEqual([]);
  const scope = child.grants[0]?.scope;
  if (scope === undefined) throw new Error('the child has no grant');
  await createGrant(world.admin, { task: parent.id, scope, ttlSeconds: 60, uses: 3, reason: 'three' });
  expect((await delegate(parent, 'third')).grants).toEqual([]);
  await createGrant(world.admin, { task: parent.id, scope, ttlSeconds: 60, reason: 'again' });
  expect((await delegate(child, 'third')).grants).toHaveLength(1);
});

test('no person gives a child what its parent lacks, and what they give ends with the parent’s', async () => {
  const parent = await open('bot');
  const child = await delegate(parent, 'mate', {
    scopes: [{ system: 'crm', tools: ['nothing'], resources: [], maxSensitivity: 'public', arguments: {} }],
  });
  expect(child.grants).toEqual([]);
  const give = (tools: string[], ttlSeconds: number) =>
    createGrant(world.admin, {
      task: child.id,
      scope: {
        system: 'crm',
        tools,
        actionClasses: ['read'],
        resources: [],
        maxSensitivity: 'public',
        arguments: {},
      },
      ttlSeconds,
      reason: 'a person wants it',
    });
  await expect(give(['orders.*'], 60)).rejects.toMatchObject({ reason: 'exceeds_delegator' });
  const sooner = new Date(parent.startedAt.getTime() + 60_000);
  await world.prisma.grant.updateMany({ where: { taskId: parent.id }, data: { endsAt: sooner } });
  expect((await give(['contacts.*'], 600)).endsAt).toEqual(sooner);
});

test('no agent stands twice in a chain, also when somebody writes the row directly', async () => {
  const parent = await open('bot');
  const child = await delegate(parent, 'mate');
  for (const agent of ['bot', 'mate']) {
    await expect(delegate(child, agent)).rejects.toMatchObject({ reason: 'delegation_cycle' });
  }
  await expect(
    world.prisma.task.create({
      data: {
        id: 'tsk_twice',
        agentId: 'bot',
        purpose: 'p',
        startedAt: child.startedAt,
        endsAt: child.endsAt,
        parentTaskId: child.id,
        openedBy: 'test',
      },
    }),
  ).rejects.toThrow(/CD004/);
  await expect(
    world.prisma.task.update({ where: { id: child.id }, data: { parentTaskId: null } }),
  ).rejects.toThrow(/CD002/);
});

test('the strictest tier along the chain bounds its depth', async () => {
  const root = await open('bot');
  const one = await delegate(root, 'mate');
  const two = await delegate(one, 'third');
  const three = await delegate(two, 'fourth');
  await expect(delegate(three, 'fifth')).rejects.toMatchObject({ reason: 'delegation_too_deep' });
  await world.prisma.agent.update({ where: { id: 'bot' }, data: { riskTier: 'critical' } });
  const critical = await open('bot');
  const below = await delegate(critical, 'mate');
  await expect(delegate(below, 'third')).rejects.toMatchObject({ reason: 'delegation_too_deep' });
  await world.prisma.agent.update({ where: { id: 'bot' }, data: { riskTier: 'moderate' } });
  expect(SHIPPED_TIERS.moderate.maxDelegationDepth).toBe(3);
});

test('classes, person and parent must be the parent’s own', async () => {
  const parent = await open('bot', { onBehalfOf: 'Ana' });
  await expect(delegate(parent, 'mate', { actionClasses: ['read', 'write'] })).rejects.toMatchObject({
    reason: 'exceeds_delegator',
  });
  await expect(delegate(parent, 'mate', { onBehalfOf: 'Bo' })).rejects.toMatchObject({
    reason: 'exceeds_delegator',
  });
  const writer = await open('bot', { actionClasses: ['write'] });
  await expect(delegate(writer, 'mate', { actionClasses: [] })).rejects.toMatchObject({
    reason: 'exceeds_delegator',
  });
  await expect(delegate({ id: 'tsk_00000000000000000000000000' }, 'mate')).rejects.toMatchObject({
    fields: [{ field: 'parentTask' }],
  });
});

test('a parent that does not run delegates nothing', async () => {
  const parent = await open('bot');
  await pauseTask(world.admin, { id: parent.id });
  await expect(delegate(parent, 'mate')).rejects.toMatchObject({ reason: 'parent_not_running' });
  await completeTask(world.admin, { id: parent.id });
  await expect(delegate(parent, 'mate')).rejects.toMatchObject({ reason: 'parent_not_running' });
});

test('only an admin, or a key that speaks for the parent, delegates; and the key may end what it opened', async () => {
  const parent = await open('bot');
  const ofParent = world.as(['pep'], { agents: ['bot'] });
  const ofChild = { ...world.as(['pep'], { agents: ['mate'] }) };
  ofChild.actor = { ...ofChild.actor, id: 'key_other' };
  await expect(delegate(parent, 'mate', {}, ofChild)).rejects.toMatchObject({ code: 'forbidden' });
  for (const role of ['approver', 'reviewer', 'auditor'] as const) {
    await expect(delegate(parent, 'mate', {}, world.as([role]))).rejects.toMatchObject({ code: 'forbidden' });
  }
  const child = await delegate(parent, 'mate', {}, ofParent);
  expect((await readTask(ofParent, { id: child.id })).tree.map(({ id }) => id)).toEqual([
    parent.id,
    child.id,
  ]);
  // The key of the child's agent sees the child, and nothing of who is above it.
  expect((await readTask(ofChild, { id: child.id })).tree.map(({ id }) => id)).toEqual([child.id]);
  await expect(open('mate', {}, ofParent)).rejects.toMatchObject({ code: 'forbidden' });
  expect(await completeTask(ofParent, { id: child.id })).toMatchObject({ state: 'completed' });
});

test('a task token delegates its own task, and no other', async () => {
  const [own, other] = [await open('bot'), await open('bot')];
  const pep = world.as(['pep'], { agents: ['bot'] });
  const holder: Ctx = { ...pep, actor: { ...pep.actor, kind: 'task_token', id: 'tok_1', taskId: own.id } };
  expect(await delegate(own, 'mate', {}, holder)).toMatchObject({ state: 'running', parentTask: own.id });
  await expect(delegate(other, 'mate', {}, holder)).rejects.toMatchObject({ code: 'forbidden' });
  await expect(open('mate', {}, holder)).rejects.toMatchObject({ code: 'forbidden' });
});

for (const [name, end] of [
  ['completed', (id: string) => completeTask(world.admin, { id })],
  ['cancelled', (id: string) => cancelTask(world.admin, { id, reason: 'enough' })],
  [
    'expired',
    async (id: string) => {
      await world.overdue(id);
      await expireDueTasks(world.admin, 50);
    },
  ],
  ['of a quarantined agent', () => quarantineAgent(world.admin, { id: 'boss', reason: 'odd' })],
  ['of a retired agent', () => retireAgent(world.admin, { id: 'boss' })],
] as const) {
  test(`when a parent is ${name}, everything below it has ended in the same step`, async () => {
    if ((await world.prisma.agent.count({ where: { id: 'boss' } })) === 0) await crew('boss');
    await world.prisma.agent.update({ where: { id: 'boss' }, data: { state: 'active' } });
    const root = await open('boss');
    const child = await delegate(root, 'mate');
    const grandchild = await delegate(child, 'third');
    const other = await open('mate');
    const waiting = await world.escalation(grandchild.id);
    await end(root.id);
    for (const { id } of [child, grandchild]) {
      expect(await readTask(world.admin, { id })).toMatchObject({ state: 'cancelled', liveGrants: 0 });
      expect(await world.eventsAbout(id)).toEqual(['task.opened', 'task.cancelled']);
    }
    expect((await world.prisma.escalation.findUniqueOrThrow({ where: { id: waiting } })).state).toBe(
      'withdrawn',
    );
    expect(await readTask(world.admin, { id: other.id })).toMatchObject({ state: 'running' });
    const { state } = await readTask(world.admin, { id: root.id });
    expect(state).toBe(
      name === 'of a quarantined agent' ? 'running' : name === 'of a retired agent' ? 'cancelled' : name,
    );
  });
}

test('INVARIANT (next-decision): every change above moves the versions below, and of nothing else', async () => {
  const entitlementId = await crew('upper');
  const root = await open('upper');
  const child = await delegate(root, 'mate');
  const grandchild = await delegate(child, 'third');
  const alone = await open('mate');
  const grant = { id: root.grants[0]?.id ?? '' };
  const changes: [string, () => Promise<unknown>][] = [
    ['the task', () => world.prisma.task.update({ where: { id: root.id }, data: { purpose: 'x' } })],
    ['a grant', () => world.prisma.grant.update({ where: grant, data: { reason: 'x' } })],
    ['the agent', () => world.prisma.agent.update({ where: { id: 'upper' }, data: { name: 'x' } })],
    [
      'an entitlement',
      () => world.prisma.entitlement.update({ where: { id: entitlementId }, data: { reason: 'x' } }),
    ],
    [
      'a new entitlement',
      () => world.entitlement('upper', { activation: 'approval', tools: ['x'], classes: ['read'] }),
    ],
    ['the owner', () => world.prisma.user.update({ where: { id: 'usr_ada' }, data: { name: 'Ada L' } })],
  ];
  for (const [name, change] of changes) {
    const before = await Promise.all([child, grandchild, alone].map(({ id }) => versionOf(id)));
    await change();
    const after = await Promise.all([child, grandchild, alone].map(({ id }) => versionOf(id)));
    const moved = after.map((version, i) => version > (before[i] ?? 0n));
    expect(moved, name).toEqual([true, true, false]);
  }
});

for (const [name, takeAway] of [
  ['a grant', (id: string) => `UPDATE grants SET revoked_at = clock_timestamp() WHERE task_id = '${id}'`],
  ['the entitlement', () => `UPDATE entitlements SET reason = 'x' WHERE agent_id = 'bot'`],
  ['the agent', () => `UPDATE agents SET state = 'quarantined' WHERE id = 'bot'`],
  ['the owner', () => `UPDATE users SET disabled_at = clock_timestamp() WHERE id = 'usr_ada'`],
  ['the task', (id: string) => `UPDATE tasks SET state = 'paused' WHERE id = '${id}'`],
] as const) {
  test(`INVARIANT (next-decision): a child waits while ${name} above it is being taken away`, async () => {
    const parent = await open('bot');
    const { url } = world.database;
    const opening = await whileLocked(url, takeAway(parent.id), async ({ pid }) => {
      const opened = delegate(parent, 'mate');
      await until('the opening waits', async () => (await waitingFor(url, pid)) > 0);
      return { opened };
    });
    expect(await opening.opened).toMatchObject({ state: 'running', liveGrants: 1 });
  });
}
