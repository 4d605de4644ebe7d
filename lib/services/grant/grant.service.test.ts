import { afterAll, beforeAll, expect, test } from 'vitest';
import { CreateGrantInput } from '@/lib/contract/grant';
import { OpenTaskInput } from '@/lib/contract/task';
import { completeTask } from '../task/complete';
import { openTask } from '../task/open';
import { rolesWithout, World } from '../task/world.fixture';
import { createGrant } from './create';
import { listGrants } from './list';
import { readGrant } from './read';
import { revokeGrant } from './revoke';

let world: World;
beforeAll(async () => {
  world = await World.create();
});
afterAll(() => world.drop());

const openBotTask = () =>
  openTask(world.admin, OpenTaskInput.parse({ agent: 'bot', purpose: 'tests', ttlSeconds: 600 }));
const scope = {
  system: 'crm',
  tools: ['orders.purge'],
  actionClasses: ['delete'],
  maxSensitivity: 'internal',
};
const grantInput = (task: string, more: object = {}) =>
  CreateGrantInput.parse({ task, scope, ttlSeconds: 60, reason: 'one purge', ...more });
const give = (task: string, more: object = {}) => createGrant(world.admin, grantInput(task, more));

test('a person gives a task what only an approval entitlement holds, and leaves an audit row', async () => {
  const task = await openBotTask();
  const grant = await give(task.id, { uses: 2 });
  expect(grant).toMatchObject({ task: task.id, agent: 'bot', state: 'live', uses: 2, spent: 0, scope });
  expect(grant.endsAt.getTime() - grant.startsAt.getTime()).toBe(60_000);
  expect(await world.eventsAbout(grant.id)).toEqual(['grant.created']);
  expect(await readGrant(world.as(['auditor']), { id: grant.id })).toEqual(grant);
});

test('a grant never ends after its task, however long it was asked for', async () => {
  const task = await openBotTask();
  expect((await give(task.id, { ttlSeconds: 86_400 })).endsAt).toEqual(task.endsAt);
});

test('what an entitlement would cut is refused, and told', async () => {
  const task = await openBotTask();
  const asked = { ...scope, maxSensitivity: 'restricted' };
  const refusal = give(task.id, { scope: asked });
  await expect(refusal).rejects.toMatchObject({ code: 'refused', reason: 'outside_entitlement' });
  await expect(refusal).rejects.toThrow(/ent_\w+ would cut sensitivity restricted to confidential/);
  await expect(give(task.id, { scope: { ...scope, system: 'mail' } })).rejects.toThrow(
    /has no live entitlement in system mail/,
  );
});

test('rules of arguments stand in the grant, in whatever order they were written', async () => {
  await world.agent('payer');
  await world.entitlement('payer', {
    activation: 'approval',
    tools: ['pay'],
    classes: ['send'],
    arguments: { amount: { otherwise: 'deny', max: 100, min: 1 } },
  });
  const task = await openTask(world.admin, OpenTaskInput.parse({ agent: 'payer', purpose: 'p' }));
  const pay = { system: 'crm', tools: ['pay'], actionClasses: ['send'], maxSensitivity: 'internal' };
  await expect(give(task.id, { scope: pay })).rejects.toThrow(/would cut arguments amount/);
  const rules = { amount: { max: 100, otherwise: 'deny', min: 1 } };
  await expect(give(task.id, { scope: { ...pay, arguments: rules } })).resolves.toMatchObject({
    state: 'live',
  });
});

test('an ended task is given nothing: not before, and not while it ends', async () => {
  const ended = await openBotTask();
  await completeTask(world.admin, { id: ended.id });
  await expect(give(ended.id)).rejects.toMatchObject({ code: 'refused', reason: 'task_ended' });

  const ending = await openBotTask();
  const client = await world.database.pool.connect();
  try {
    await client.query('BEGIN');
    await client.query(`UPDATE tasks SET state = 'completed', ended_at = clock_timestamp() WHERE id = $1`, [
      ending.id,
    ]);
    // It still sees a running task, and then waits for the lock.
    const refusal = expect(give(ending.id)).rejects.toMatchObject({ code: 'refused', reason: 'task_ended' });
    await new Promise((resolve) => setTimeout(resolve, 300));
    await client.query('COMMIT');
    await refusal;
  } finally {
    client.release();
  }
  expect(
    await world.prisma.grant.count({
      where: { taskId: ending.id, endsAt: { gt: await world.now() }, reason: 'one purge' },
    }),
  ).toBe(0);
});

test('a revoked grant stays in the list, is not live, and is revoked once', async () => {
  const task = await openBotTask();
  const { id } = await give(task.id);
  const results = await Promise.allSettled([
    revokeGrant(world.admin, { id, reason: 'enough' }),
    revokeGrant(world.admin, { id, reason: 'enough' }),
  ]);
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(await world.eventsAbout(id)).toEqual(['grant.created', 'grant.revoked']);
  expect(await readGrant(world.admin, { id })).toMatchObject({ state: 'revoked', revokeReason: 'enough' });
  await expect(revokeGrant(world.admin, { id, reason: 'again' })).rejects.toMatchObject({
    reason: 'wrong_state',
  });
});

test('another revision than the one that was seen is refused', async () => {
  const { id } = await give((await openBotTask()).id);
  await expect(revokeGrant({ ...world.admin, ifMatch: 7 }, { id, reason: 'r' })).rejects.toMatchObject({
    code: 'changed_meanwhile',
  });
});

test('live is what is live now: spent, ended and orphaned grants are not', async () => {
  const task = await openBotTask();
  const spent = await give(task.id, { uses: 1 });
  await world.prisma.grantUse.create({ data: { grantId: spent.id, spent: 1 } });
  const short = await give(task.id, { ttlSeconds: 1 });
  const entitlement = await world.entitlement('bot', {
    activation: 'approval',
    tools: ['solo'],
    classes: ['admin'],
  });
  const orphan = await give(task.id, { scope: { ...scope, tools: ['solo'], actionClasses: ['admin'] } });
  await world.prisma.grant.update({ where: { id: orphan.id }, data: { entitlementId: entitlement } });
  await world.prisma.entitlement.update({
    where: { id: entitlement },
    data: { revokedAt: await world.now() },
  });
  await new Promise((resolve) => setTimeout(resolve, 1100));

  const states = async (live?: 'true' | 'false') =>
    (await listGrants(world.admin, { task: task.id, live, limit: 50 })).items.map(({ id, state }) => [
      id,
      state,
    ]);
  const first = task.grants[0]?.id;
  expect(await states('true')).toEqual([[first, 'live']]);
  expect(Object.fromEntries(await states('false'))).toEqual({
    [spent.id]: 'exhausted',
    [short.id]: 'ended',
    [orphan.id]: 'revoked',
  });
  const page = await listGrants(world.admin, { agent: 'bot', limit: 1, count: 'true' });
  expect(page.items).toHaveLength(1);
  expect(page.nextCursor).not.toBeNull();
  expect(page.total).toBe(await world.prisma.grant.count({ where: { task: { agentId: 'bot' } } }));
});

test('only admins give and revoke', async () => {
  const task = await openBotTask();
  const id = task.grants[0]?.id ?? '';
  for (const role of rolesWithout('admin')) {
    const ctx = world.as([role], { agents: ['bot'] });
    await expect(createGrant(ctx, grantInput(task.id))).rejects.toMatchObject({ code: 'forbidden' });
    await expect(revokeGrant(ctx, { id, reason: 'r' })).rejects.toMatchObject({ code: 'forbidden' });
  }
  expect(await world.eventsAbout(id)).toEqual([]);
  await expect(listGrants(world.as(['pep'], { agents: ['bot'] }), { limit: 5 })).rejects.toMatchObject({
    code: 'forbidden',
  });
});
