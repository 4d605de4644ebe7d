import { afterAll, beforeAll, expect, test } from 'vitest';
import { OpenTaskInput } from '@/lib/contract/task';
import { openDatabase } from '@/lib/db/client';
import type { Ctx } from '../context';
import { createGrant } from '../grant/create';
import { databaseNow } from '../transaction';
import { cancelTask } from './cancel';
import { completeTask } from './complete';
import { expireDueTasks } from './expire';
import { failTask } from './fail';
import { listTasks } from './list';
import { openTask } from './open';
import { pauseTask } from './pause';
import { readTask } from './read';
import { resumeTask } from './resume';
import { rolesWithout, World } from './world.fixture';

let world: World;
beforeAll(async () => {
  world = await World.create();
  for (const id of ['helper', 'handyman']) {
    await world.agent(id);
    await world.entitlement(id, { activation: 'automatic', tools: ['*'], classes: ['read'] });
  }
});
afterAll(() => world.drop());

const open = (input: Partial<Parameters<typeof OpenTaskInput.parse>[0] & object> = {}, ctx?: Ctx) =>
  openTask(
    ctx ?? world.admin,
    OpenTaskInput.parse({ agent: 'bot', purpose: 'Q3 cleanup', ttlSeconds: 600, ...input }),
  );
const scope = { system: 'crm', tools: ['contacts.search'], actionClasses: ['read'] };

test('a task without scopes gets a grant from the automatic entitlement, cut to reading', async () => {
  const task = await open();
  expect(task).toMatchObject({
    state: 'running',
    agent: 'bot',
    pending: [],
    liveGrants: 1,
    tier: 'moderate',
  });
  expect(task.grants).toHaveLength(1);
  expect(task.grants[0]).toMatchObject({
    state: 'live',
    scope: { tools: ['contacts.*'], actionClasses: ['read'] },
  });
  expect(task.grants[0]?.endsAt).toEqual(task.endsAt);
  expect(await world.eventsAbout(task.id)).toEqual(['task.opened']);
});

test('declared classes widen the grants as far as the entitlement goes', async () => {
  const task = await open({ actionClasses: ['write', 'delete'] });
  expect(task.grants.map((grant) => grant.scope.actionClasses)).toEqual([['write']]);
  expect((await open({ actionClasses: ['send'] })).grants).toEqual([]);
});

test('requested scopes are cut to the entitlement, and what needs approval is pending, not given', async () => {
  const task = await open({
    scopes: [scope, { system: 'crm', tools: ['orders.delete'] }, { system: 'mail' }],
  });
  expect(task.grants.map((grant) => grant.scope)).toMatchObject([
    { tools: ['contacts.search'], actionClasses: ['read'], maxSensitivity: 'confidential' },
  ]);
  expect(task.pending).toMatchObject([
    { scope: { tools: ['orders.delete'], maxSensitivity: 'confidential' } },
  ]);
});

test('a grant ends with the task, the entitlement’s longest grant or the entitlement, whichever is first', async () => {
  await world.agent('ends');
  await world.entitlement('ends', {
    activation: 'automatic',
    tools: ['a'],
    classes: ['read'],
    maxTtlSeconds: 60,
  });
  await world.entitlement('ends', {
    activation: 'automatic',
    tools: ['b'],
    classes: ['read'],
    forSeconds: 30,
  });
  await world.entitlement('ends', { activation: 'automatic', tools: ['c'], classes: ['read'] });
  const task = await open({ agent: 'ends' });
  const seconds = task.grants
    .map((grant) => (grant.endsAt.getTime() - task.startedAt.getTime()) / 1000)
    .sort((a, b) => a - b);
  expect(seconds[0]).toBeLessThanOrEqual(30);
  expect(seconds.slice(1)).toEqual([60, 600]);
});

test('longer than the tier allows is refused, naming the field; absent means an hour', async () => {
  await expect(open({ ttlSeconds: 12 * 3600 + 1 })).rejects.toMatchObject({
    code: 'invalid_input',
    fields: [{ field: 'ttlSeconds' }],
  });
  const { startedAt, endsAt } = await open({ ttlSeconds: undefined });
  expect(endsAt.getTime() - startedAt.getTime()).toBe(3_600_000);
});

test('what the entitlements reach raises the tier, and with it the longest task falls', async () => {
  await world.agent('reaching');
  await world.prisma.tool.create({
    data: {
      id: 'mail/purge',
      systemId: 'mail',
      name: 'purge',
      actionClass: 'delete',
      sensitivity: 'restricted',
      returnsUntrusted: false,
      reversible: false,
      digest: 'd',
      sensitiveArguments: [],
    },
  });
  const id = await world.entitlement('reaching', {
    activation: 'approval',
    system: 'mail',
    tools: ['*'],
    classes: ['delete'],
  });
  await world.prisma.entitlement.update({ where: { id }, data: { maxSensitivity: 'restricted' } });
  expect((await open({ agent: 'reaching' })).tier).toBe('critical');
  await expect(open({ agent: 'reaching', ttlSeconds: 4 * 3600 + 1 })).rejects.toMatchObject({
    fields: [{ field: 'ttlSeconds' }],
  });
});

test('an agent that is unknown, not active, unowned or stopped opens nothing', async () => {
  await expect(open({ agent: 'nobody' })).rejects.toMatchObject({ fields: [{ field: 'agent' }] });
  for (const state of ['draft', 'quarantined', 'retired'] as const) {
    await world.agent(`is-${state}`, { state });
    await expect(open({ agent: `is-${state}` })).rejects.toMatchObject({ reason: 'agent_not_active' });
  }
  await world.prisma.user.create({
    data: { id: 'usr_gone', email: 'gone@example.org', name: 'Gone', roles: [], disabledAt: new Date() },
  });
  await world.agent('unowned');
  await world.prisma.agent.update({ where: { id: 'unowned' }, data: { ownerId: 'usr_gone' } });
  await expect(open({ agent: 'unowned' })).rejects.toMatchObject({ reason: 'agent_unowned' });
  await world.prisma.agent.update({ where: { id: 'unowned' }, data: { backupOwnerId: 'usr_ada' } });
  await expect(open({ agent: 'unowned' })).resolves.toMatchObject({ state: 'running' });

  await world.agent('stopped');
  const stop = { id: 'stp_1', kind: 'agent', targetId: 'stopped', reason: 'r', createdBy: 'test' } as const;
  await world.prisma.stop.create({ data: stop });
  await expect(open({ agent: 'stopped' })).rejects.toMatchObject({ code: 'refused', reason: 'stopped' });
});

test('an externalId is carried by one open task of an agent at a time, also in a race', async () => {
  const results = await Promise.allSettled(Array.from({ length: 5 }, () => open({ externalId: 'job-1' })));
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const won = results.find((one) => one.status === 'fulfilled')?.value;
  const lost = results.find((one) => one.status === 'rejected')?.reason;
  expect(lost).toMatchObject({ code: 'conflict', reason: 'external_id_in_use' });
  expect(lost.message).toContain(won?.id);
  await completeTask(world.admin, { id: won?.id ?? '' });
  await expect(open({ externalId: 'job-1' })).resolves.toMatchObject({ externalId: 'job-1' });
});

test('only admins and enforcement points open and move tasks', async () => {
  const { id } = await open();
  for (const role of rolesWithout('admin', 'pep')) {
    await expect(open({}, world.as([role]))).rejects.toMatchObject({ code: 'forbidden' });
    for (const verb of [pauseTask, resumeTask, completeTask, failTask, cancelTask]) {
      await expect(verb(world.as([role]), { id })).rejects.toMatchObject({ code: 'forbidden' });
    }
  }
  expect(await world.eventsAbout(id)).toEqual(['task.opened']);
});

test('a pep key speaks for its own agents only', async () => {
  const { id } = await open();
  const other = world.as(['pep'], { agents: ['other'] });
  await expect(open({}, other)).rejects.toMatchObject({ code: 'forbidden' });
  for (const verb of [readTask, pauseTask, resumeTask, completeTask, failTask, cancelTask]) {
    await expect(verb(other, { id })).rejects.toMatchObject({ code: 'forbidden' });
  }
  expect((await listTasks(other, { limit: 50 })).items).toEqual([]);
  const own = world.as(['pep'], { agents: ['bot'] });
  await expect(completeTask(own, { id })).resolves.toMatchObject({ state: 'completed' });
});

test('a pep key that is bound to systems opens tasks for any agent, with grants in its systems only', async () => {
  const mail = world.as(['pep'], { systems: ['mail'] });
  const task = await open({}, mail);
  expect(task.grants).toEqual([]);
  await expect(open({ scopes: [scope] }, mail)).rejects.toMatchObject({ code: 'forbidden' });
  expect((await open({}, world.as(['pep'], { systems: ['crm'] }))).grants).toHaveLength(1);
  const foreign = await open();
  await expect(cancelTask(mail, { id: foreign.id })).rejects.toMatchObject({ code: 'forbidden' });
  await expect(cancelTask(mail, { id: task.id })).resolves.toMatchObject({ state: 'cancelled' });
});

test('pause and resume leave the grants as they are, and each its audit row', async () => {
  const { id } = await open();
  expect(await pauseTask(world.admin, { id, reason: 'lunch' })).toMatchObject({
    state: 'paused',
    liveGrants: 1,
  });
  await expect(pauseTask(world.admin, { id })).rejects.toMatchObject({ reason: 'wrong_state' });
  expect(await resumeTask(world.admin, { id })).toMatchObject({ state: 'running', liveGrants: 1 });
  expect(await world.eventsAbout(id)).toEqual(['task.opened', 'task.paused', 'task.resumed']);
});

for (const [verb, state, run] of [
  ['complete', 'completed', completeTask],
  ['fail', 'failed', failTask],
  ['cancel', 'cancelled', cancelTask],
] as const) {
  test(`${verb} ends the task with its grants, pending escalations and child tasks`, async () => {
    const { id } = await open();
    const child = await open({ agent: 'helper', parentTask: id });
    const grandchild = await open({ agent: 'handyman', parentTask: child.id });
    const waiting = await world.escalation(id);
    const silent = await world.escalation(id, -1);
    const before = await world.prisma.taskLive.findUniqueOrThrow({ where: { taskId: id } });

    const ended = await run(world.admin, { id, reason: 'because' });
    expect(ended).toMatchObject({ state, endReason: 'because', liveGrants: 0, pendingEscalations: 0 });
    expect(ended.grants.map((grant) => grant.state)).toEqual(['revoked']);
    expect(ended.children).toMatchObject([{ id: child.id, agent: 'helper', state: 'cancelled' }]);
    expect(await readTask(world.admin, { id: grandchild.id })).toMatchObject({
      state: 'cancelled',
      liveGrants: 0,
    });
    const states = await world.prisma.escalation.findMany({ where: { taskId: id }, orderBy: { id: 'asc' } });
    expect(Object.fromEntries(states.map((one) => [one.id, one.state]))).toEqual({
      [waiting]: 'withdrawn',
      [silent]: 'pending',
    });
    // What decisions were built on no longer holds.
    const after = await world.prisma.taskLive.findUniqueOrThrow({ where: { taskId: id } });
    expect(after.version).toBeGreaterThan(before.version);
    expect(await world.eventsAbout(id)).toEqual(['task.opened', `task.${state}`]);
    expect(await world.eventsAbout(grandchild.id)).toEqual(['task.opened', 'task.cancelled']);
    await expect(run(world.admin, { id })).rejects.toMatchObject({ code: 'refused', reason: 'wrong_state' });
  });
}

test('of two who end a task at once one wins, and the other is told', async () => {
  for (let round = 0; round < 5; round += 1) {
    const { id } = await open();
    const results = await Promise.allSettled([
      completeTask(world.admin, { id }),
      cancelTask(world.admin, { id }),
      failTask(world.admin, { id }),
    ]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ reason: 'wrong_state' });
    }
    expect(await world.eventsAbout(id)).toHaveLength(2);
  }
});

test('another revision than the one that was seen is refused', async () => {
  const { id, revision } = await open();
  await pauseTask({ ...world.admin, ifMatch: revision }, { id });
  await expect(cancelTask({ ...world.admin, ifMatch: revision }, { id })).rejects.toMatchObject({
    code: 'changed_meanwhile',
  });
});

test('a task past its deadline refuses every verb with its computed state, and is marked once', async () => {
  const { id } = await open();
  await world.overdue(id);
  for (const verb of [pauseTask, resumeTask, completeTask, failTask, cancelTask]) {
    await expect(verb(world.admin, { id })).rejects.toThrow(/is expired/);
  }
  const input = { limit: 50, agent: 'bot' };
  const idsIn = async (state: 'running' | 'expired') =>
    (await listTasks(world.admin, { ...input, state: [state] })).items.map((task) => task.id);
  expect(await idsIn('running')).not.toContain(id);
  expect(await idsIn('expired')).toContain(id);

  const counts = await Promise.all([expireDueTasks(world.admin, 100), expireDueTasks(world.admin, 100)]);
  expect(counts.reduce((a, b) => a + b)).toBe(1);
  expect(await world.eventsAbout(id)).toEqual(['task.opened', 'task.expired']);
  expect(await readTask(world.admin, { id })).toMatchObject({ state: 'expired' });
});

test('INVARIANT (task-bound): ending a task while fifty grants are being made leaves none alive', async () => {
  const grant = {
    scope: {
      ...scope,
      actionClasses: ['read' as const],
      resources: [],
      maxSensitivity: 'internal' as const,
      arguments: {},
    },
    ttlSeconds: 60,
    reason: 'race',
  };
  // A pool of its own, or the end would wait behind all of the grants.
  const other = await openDatabase(world.database.url, { max: 2 });
  const ender = { ...world.admin, prisma: other.prisma };
  await databaseNow(other.prisma);
  let given = 0;
  let refused = 0;
  for (let round = 0; round < 20; round += 1) {
    const { id } = await open();
    const creations = Array.from({ length: 50 }, () => createGrant(world.admin, { task: id, ...grant }));
    const end = new Promise((resolve) => setTimeout(resolve, round * 30)).then(() =>
      completeTask(ender, { id }),
    );
    const results = await Promise.allSettled(creations);
    expect(await end).toMatchObject({ state: 'completed' });
    for (const result of results) {
      if (result.status === 'fulfilled') given += 1;
      else {
        expect(result.reason).toMatchObject({ code: 'refused', reason: 'task_ended' });
        refused += 1;
      }
    }
    expect(await world.prisma.grant.count({ where: { taskId: id, revokedAt: null } })).toBe(0);
  }
  await other.close();
  // The race was one: some came before the end and some after.
  expect(given).toBeGreaterThan(0);
  expect(refused).toBeGreaterThan(0);
}, 120_000);

test('INVARIANT (task-bound): no statement writes a grant past its task’s deadline, or moves the deadline before it', async () => {
  const { id, grants } = await open();
  const grantId = grants[0]?.id ?? '';
  const sql = (text: string, value: string) => world.database.pool.query(text, [value]);
  await expect(
    sql(`UPDATE grants SET ends_at = ends_at + interval '1 second' WHERE id = $1`, grantId),
  ).rejects.toThrow(/grants_end_with_task/);
  await expect(
    sql(`UPDATE tasks SET ends_at = ends_at - interval '1 second' WHERE id = $1`, id),
  ).rejects.toThrow(/grants_end_with_task/);
});

test('the list goes through all pages without loss, and finds by words', async () => {
  const all: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listTasks(world.admin, { limit: 7, cursor, count: 'true' });
    all.push(...page.items.map((task) => task.id));
    cursor = page.nextCursor ?? undefined;
    expect(page.total).toBe(await world.prisma.task.count());
  } while (cursor !== undefined);
  expect(new Set(all).size).toBe(await world.prisma.task.count());
  expect(all).toEqual([...all].sort().reverse());

  const { id } = await open({ purpose: 'Find the Needle', onBehalfOf: 'kim@example.org' });
  const found = async (more: object) =>
    (await listTasks(world.admin, { limit: 5, ...more })).items.map((task) => task.id);
  expect(await found({ q: 'needle' })).toEqual([id]);
  expect(await found({ onBehalfOf: 'kim@example.org' })).toEqual([id]);
  expect(await found({ q: 'needle', to: new Date(0) })).toEqual([]);
});
