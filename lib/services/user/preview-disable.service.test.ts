import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Inventory, openInventory } from '../agent/inventory.fixture';
import { createApiKey } from '../api-key/create';
import { disableUser } from './disable';
import { previewDisableUser } from './preview-disable';

let world: Inventory;
beforeAll(async () => {
  world = await openInventory();
  await world.agent('alone', {});
  await world.agent('shared');
  const { id: backup } = await world.prisma.user.findUniqueOrThrow({ where: { email: 'ben@example.com' } });
  await world.prisma.agent.update({ where: { id: 'shared' }, data: { backupOwnerId: backup } });
  await world.task('alone');
  await createApiKey(world.ctx, {
    name: 'hers',
    roles: ['auditor'],
    systems: [],
    agents: [],
    user: 'ana@example.com',
  });
  const { id } = await world.prisma.user.findUniqueOrThrow({ where: { email: 'ana@example.com' } });
  const expiresAt = new Date(Date.now() + 3_600_000);
  await world.prisma.session.createMany({
    data: [
      { id: 'a', userId: id, expiresAt },
      { id: 'b', userId: id, expiresAt, endedAt: new Date() },
      { id: 'c', userId: id, expiresAt, lastSeenAt: new Date(Date.now() - 3_600_000) },
    ],
  });
});
afterAll(() => world.close());

const ana = { id: 'ana@example.com' };

test('what disabling takes away is counted, and nothing is changed by counting', async () => {
  expect(await previewDisableUser(world.ctx, ana)).toMatchObject({
    sessions: 1,
    keys: 1,
    agentsOwned: 2,
    agentsBackedUp: 0,
    agentsUnserved: 1,
    runningTasks: 1,
    systemsOwned: 0,
  });
  expect(await previewDisableUser(world.ctx, { id: 'ben@example.com' })).toMatchObject({
    agentsOwned: 0,
    agentsBackedUp: 1,
    agentsUnserved: 0,
    runningTasks: 0,
  });
  await disableUser(world.ctx, ana);
  expect(await previewDisableUser(world.ctx, ana)).toMatchObject({ sessions: 0, agentsUnserved: 1 });
});

test('only who may disable sees it', async () => {
  for (const role of ['approver', 'reviewer', 'auditor', 'pep'] as const) {
    await expect(previewDisableUser(world.as(role), ana)).rejects.toMatchObject({ code: 'forbidden' });
  }
});
