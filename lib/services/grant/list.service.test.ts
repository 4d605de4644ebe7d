import { afterAll, beforeAll, expect, test } from 'vitest';
import { entitlementOperations, ListEntitlementsInput } from '@/lib/contract/entitlement';
import { grantOperations, ListGrantsInput } from '@/lib/contract/grant';
import { type Inventory, inHours, openInventory, scopeOf } from '../agent/inventory.fixture';
import { listEntitlements } from '../entitlement/list';
import { completeTask } from '../task/complete';
import { listGrants } from './list';

let world: Inventory;
beforeAll(async () => {
  world = await openInventory();
});
afterAll(() => world.close());

const grants = async (query: object) =>
  grantOperations.list.output.parse(await listGrants(world.ctx, ListGrantsInput.parse(query)));
const entitlements = async (query: object) =>
  entitlementOperations.list.output.parse(
    await listEntitlements(world.ctx, ListEntitlementsInput.parse(query)),
  );
const ids = (page: { items: { id: string }[] }) => page.items.map(({ id }) => id);

/** A decision of a task, as the live path writes it, by whose record a grant and an entitlement are found. */
async function decide(taskId: string, need: { grant: string; entitlement: string }, more: object = {}) {
  const { outcome, daysAgo, n } = { outcome: 'allow', daysAgo: 0, n: 1, ...more };
  const record = JSON.stringify({ answers: { need } }).replaceAll("'", '');
  await world.prisma.$executeRawUnsafe(
    `INSERT INTO decisions (id, at, writer, seq, agent_id, task_id, tool_id, outcome, reason, record, hash)
     VALUES ('dec_${taskId.slice(4, 17)}${String(n).padStart(13, '0')}', now() - interval '${daysAgo} days', 'w',
             ${Math.floor(Math.random() * 1e12)}, 'x', '${taskId}', 'crm/contacts.search', '${outcome}', 'granted',
             '${record}', '\\x00')`,
  );
}

test('a grant in the list names its agent, its task and when it was last used', async () => {
  await world.agent('lister', {});
  const task = await world.task('lister');
  const [before] = (await grants({ agent: 'lister' })).items;
  expect(before).toMatchObject({ agentName: 'Agent lister', purpose: 'Cleans up', lastUsedAt: null });
  expect(before?.taskEndsAt).toEqual(task.endsAt);
  const need = { grant: before?.id ?? '', entitlement: before?.entitlement ?? '' };
  await decide(task.id, need, { outcome: 'deny', n: 1 });
  expect((await grants({ agent: 'lister' })).items[0]?.lastUsedAt).toBeNull();
  await decide(task.id, { ...need, grant: 'grt_other' }, { n: 2 });
  expect((await grants({ agent: 'lister' })).items[0]?.lastUsedAt).toBeNull();
  await decide(task.id, need, { n: 3 });
  expect((await grants({ agent: 'lister' })).items[0]?.lastUsedAt).toBeInstanceOf(Date);
  await completeTask(world.ctx, { id: task.id });
  expect((await grants({ agent: 'lister' })).items[0]).toMatchObject({
    state: 'revoked',
    taskEndsAt: task.endsAt,
  });
});

test('grants are found by system, and by a tool that their patterns cover', async () => {
  await world.agent('finder', { tools: ['contacts.*'] }, { tools: ['orders.list'] });
  await world.task('finder');
  const of = async (query: object) => ids(await grants({ agent: 'finder', ...query }));
  expect(await of({})).toHaveLength(2);
  expect(await of({ system: 'crm' })).toHaveLength(2);
  expect(await of({ system: 'erp' })).toEqual([]);
  expect(await of({ tool: 'crm/contacts.search' })).toHaveLength(1);
  expect(await of({ tool: 'crm/orders.list' })).toHaveLength(1);
  expect(await of({ tool: 'crm/orders.list.more' })).toEqual([]);
  expect(await of({ tool: 'erp/orders.list' })).toEqual([]);
});

test('entitlements are found by use and by their end, and each says whether it was used', async () => {
  const { entitlements: made } = await world.agent('holder', {}, { tools: ['*'] });
  const [used, idle] = made.map(({ id }) => id);
  if (used === undefined || idle === undefined) throw new Error('two were made');
  await world.entitlement('holder', { scope: scopeOf(), endsAt: inHours(24 * 300), activation: 'approval' });
  const task = await world.task('holder');
  const of = async (query: object) => ids(await entitlements({ agent: 'holder', ...query }));
  // Nobody is blamed for what is new.
  expect(await of({ unused: 'true' })).toEqual([]);
  await world.prisma.entitlement.updateMany({
    where: { id: { in: [used, idle] } },
    data: { startsAt: new Date(Date.now() - 40 * 86_400_000) },
  });
  const grant = await world.prisma.grant.findFirstOrThrow({
    where: { taskId: task.id, entitlementId: used },
  });
  await decide(task.id, { grant: grant.id, entitlement: used }, { daysAgo: 31, n: 1 });
  expect((await of({ unused: 'true' })).sort()).toEqual([used, idle].sort());
  await decide(task.id, { grant: grant.id, entitlement: used }, { outcome: 'deny', n: 3 });
  expect((await of({ unused: 'true' })).sort()).toEqual([used, idle].sort());
  await decide(task.id, { grant: grant.id, entitlement: used }, { n: 2 });
  expect(await of({ unused: 'true' })).toEqual([idle]);
  expect(await of({ unused: 'false' })).toEqual([used]);
  const all = (await entitlements({ agent: 'holder' })).items;
  expect(Object.fromEntries(all.map((one) => [one.id, one.isUsed]))).toMatchObject({
    [used]: true,
    [idle]: false,
  });
  expect(all[0]).toMatchObject({ agentName: 'Agent holder', systemName: 'CRM' });
  expect((await of({ endsWithinDays: 30 })).sort()).toEqual([used, idle].sort());
  expect((await entitlements({ agent: 'holder', endsWithinDays: 30, count: 'true' })).total).toBe(2);
});
