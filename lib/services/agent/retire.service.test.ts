import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshId } from '@/lib/db/new-id';
import { verifyDatabase } from '@/lib/ledger/verify-database';
import { openTask } from '../task/open';
import { World } from '../task/world.fixture';
import { retireAgent } from './retire';

let world: World;
beforeAll(async () => {
  world = await World.create();
});
afterAll(() => world.drop());

const HOUR_MS = 3_600_000;

/** Open tasks of an agent, each with one live grant and every tenth with a pending escalation. */
async function openMany(agentId: string, entitlementId: string, howMany: number) {
  const now = await world.now();
  const endsAt = new Date(now.getTime() + HOUR_MS);
  const ids = Array.from({ length: howMany }, (_, i) =>
    freshId('tsk', new Date(now.getTime() - howMany + i)),
  );
  await world.prisma.task.createMany({
    data: ids.map((id) => ({
      id,
      agentId,
      purpose: 'one of many',
      startedAt: now,
      endsAt,
      openedBy: 'test',
      actionClasses: [],
    })),
  });
  await world.prisma.grant.createMany({
    data: ids.map((taskId) => ({
      id: freshId('grt', now),
      taskId,
      taskEndsAt: endsAt,
      entitlementId,
      systemId: 'crm',
      tools: ['*'],
      actionClasses: ['read' as const],
      resources: [],
      maxSensitivity: 'internal' as const,
      startsAt: now,
      endsAt,
      reason: 'test',
      createdBy: 'test',
    })),
  });
  for (const id of ids.filter((_, i) => i % 10 === 0)) await world.escalation(id);
  return ids;
}

const detailsOf = async (subjectId: string) => {
  const rows = await world.prisma.auditEvent.findMany({
    where: { subjectId },
    orderBy: { link: { seq: 'asc' } },
  });
  const last = rows.at(-1);
  return { event: last?.event, details: JSON.parse(last?.record ?? '{}').details };
};

/** An agent with that many open tasks. */
async function crowd(id: string, howMany: number) {
  await world.agent(id);
  const more = { activation: 'automatic' as const, tools: ['*'], classes: ['read' as const] };
  return openMany(id, await world.entitlement(id, more), howMany);
}

/** Retires an agent, and counts what is asked of the database for it. */
async function retire(id: string) {
  let statements = 0;
  const counting = world.prisma.$extends({
    query: {
      $allOperations({ args, query }) {
        statements += 1;
        return query(args);
      },
    },
  });
  const retired = await retireAgent(
    { ...world.admin, prisma: counting as never },
    { id, reason: 'too many' },
  );
  return { retired, statements };
}

test('an agent with a thousand open tasks is retired in one go, and the ledger is whole', async () => {
  await crowd('few', 10);
  const ids = await crowd('crowd', 1000);

  const few = await retire('few');
  const { retired, statements } = await retire('crowd');

  expect(few.statements).toBeGreaterThan(5);
  expect(statements).toBe(few.statements);
  expect(retired).toMatchObject({ state: 'retired', runningTasks: 0, liveGrants: 0 });
  const where = { agentId: 'crowd' };
  expect(
    await world.prisma.task.count({ where: { ...where, state: 'cancelled', endReason: 'too many' } }),
  ).toBe(1000);
  expect(await world.prisma.grant.count({ where: { task: where, revokedAt: null } })).toBe(0);
  expect(await world.prisma.escalation.count({ where: { task: where, state: 'withdrawn' } })).toBe(100);
  const { details } = await detailsOf('crowd');
  expect(details.endedTasks).toEqual(ids);
  expect(details.revokedGrants).toHaveLength(1000);
  expect(details.withdrawnEscalations).toHaveLength(100);
  // One audit row a task, linked in the order of the tasks, and all of it as it was written.
  const told = await world.prisma.auditLink.findMany({
    where: { event: { event: 'task.cancelled', subjectId: { in: ids } } },
    orderBy: { seq: 'asc' },
    select: { event: { select: { subjectId: true } } },
  });
  expect(told.map(({ event }) => event.subjectId)).toEqual(ids);
  expect(await verifyDatabase(world.database.url)).toMatchObject({ ok: true, problems: [] });
});

test('each task that ends tells how, why, and what it took with it', async () => {
  await world.agent('family');
  await world.entitlement('family', { activation: 'automatic', tools: ['*'], classes: ['read'] });
  await world.agent('friend');
  await world.entitlement('friend', { activation: 'automatic', tools: ['*'], classes: ['read'] });
  const open = (agent = 'family', parentTask?: string) =>
    openTask(world.admin, { agent, purpose: 'p', ttlSeconds: 600, actionClasses: ['read'], parentTask });
  const parent = await open();
  const child = await open('bot', parent.id);
  const grandchild = await open('friend', child.id);
  const paused = await open();
  const overdue = await open();
  const below = await open('bot', overdue.id);
  await world.prisma.task.update({ where: { id: paused.id }, data: { state: 'paused' } });
  const waiting = await world.escalation(child.id);
  await world.overdue(overdue.id);
  const { endsAt: deadline } = await world.prisma.task.findUniqueOrThrow({ where: { id: overdue.id } });

  await retireAgent(world.admin, { id: 'family' });

  const why = 'its agent family was retired';
  const grantsOf = (task: { grants: { id: string }[] }) => task.grants.map(({ id }) => id).sort();
  const cancelled = { event: 'task.cancelled', details: { from: 'running', to: 'cancelled' } };
  expect(await detailsOf(parent.id)).toEqual({
    event: 'task.cancelled',
    details: {
      agent: 'family',
      from: 'running',
      to: 'cancelled',
      reason: why,
      parentTask: null,
      revokedGrants: grantsOf(parent),
      withdrawnEscalations: [],
    },
  });
  expect(await detailsOf(child.id)).toEqual({
    event: 'task.cancelled',
    details: {
      agent: 'bot',
      from: 'running',
      to: 'cancelled',
      reason: `its parent ${parent.id} has ended`,
      parentTask: parent.id,
      revokedGrants: grantsOf(child),
      withdrawnEscalations: [waiting],
    },
  });
  expect(await detailsOf(grandchild.id)).toMatchObject({
    ...cancelled,
    details: { reason: `its parent ${child.id} has ended`, revokedGrants: grantsOf(grandchild) },
  });
  expect(await detailsOf(paused.id)).toMatchObject({ details: { from: 'paused', reason: why } });
  expect(await detailsOf(overdue.id)).toMatchObject({
    event: 'task.expired',
    details: { from: 'running', to: 'expired', reason: why, revokedGrants: [] },
  });
  expect(await detailsOf(below.id)).toMatchObject({
    ...cancelled,
    details: { agent: 'bot', reason: `its parent ${overdue.id} has ended` },
  });
  expect((await detailsOf('family')).details.endedTasks).toEqual([
    parent.id,
    child.id,
    grandchild.id,
    paused.id,
    overdue.id,
    below.id,
  ]);

  const rows = await world.prisma.task.findMany({ where: { id: { in: [parent.id, overdue.id] } } });
  const ended = new Map(rows.map((row) => [row.id, row]));
  expect(ended.get(overdue.id)).toMatchObject({ state: 'expired', endedAt: deadline, revision: 2 });
  expect(ended.get(parent.id)?.endedAt?.getTime()).toBeGreaterThan(deadline.getTime());
  const revoked = await world.prisma.grant.findMany({ where: { taskId: child.id } });
  expect(revoked.map((grant) => grant.revokeReason)).toEqual(
    revoked.map(() => `its parent ${parent.id} has ended`),
  );
});
