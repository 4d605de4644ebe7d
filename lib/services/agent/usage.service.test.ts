import { afterAll, beforeAll, expect, test } from 'vitest';
import { NarrowEntitlementInput } from '@/lib/contract/entitlement';
import { CreateToolInput } from '@/lib/contract/tool';
import { AgentUsageView } from '@/lib/contract/usage';
import { narrowEntitlement } from '../entitlement/narrow';
import { createTool } from '../tool/create';
import { type Inventory, openInventory, toolOf } from './inventory.fixture';
import { readAgentUsage } from './usage';

let world: Inventory;
beforeAll(async () => {
  world = await openInventory();
  const more = { actionClass: 'write', sensitivity: 'internal' };
  await createTool(world.ctx, CreateToolInput.parse(toolOf('crm', 'contacts.update', more)));
});
afterAll(() => world.close());

let seq = 0;
/** A decision as it lies in the database, so many days ago. */
const decided = (
  agent: string,
  tool: string,
  more: { class?: string; outcome?: string; daysAgo?: number } = {},
) => {
  seq += 1;
  const { class: actionClass = 'read', outcome = 'allow', daysAgo = 1 } = more;
  return world.prisma.$executeRawUnsafe(
    `INSERT INTO decisions (id, at, writer, seq, agent_id, task_id, tool_id, action_class, outcome, reason, record, hash)
     VALUES ('dec_' || ulid_time(clock_timestamp()) || lpad('${seq}', 16, '0'), now() - interval '${daysAgo} days', 'w', ${seq},
             '${agent}', NULL, '${tool}', '${actionClass}', '${outcome}', 'granted', '{}', '\\x00')`,
  );
};
const usage = async (id: string) => AgentUsageView.parse(await readAgentUsage(world.ctx, { id }));
const whole = { tools: ['*'], actionClasses: ['read', 'write'], maxSensitivity: 'internal' };

test('what is reachable beside what was allowed in the last 90 days, by tool and by entitlement', async () => {
  const { entitlements } = await world.agent('clerk', whole, {});
  await decided('clerk', 'crm/contacts.search');
  await decided('clerk', 'crm/contacts.search', { outcome: 'modify', daysAgo: 2 });
  // None of these is use of a live pair: denied, too long ago, of another class, of another agent.
  await decided('clerk', 'crm/contacts.update', { class: 'write', outcome: 'deny' });
  await decided('clerk', 'crm/contacts.update', { class: 'write', daysAgo: 91 });
  await decided('clerk', 'crm/contacts.update', { class: 'read' });
  await decided('other', 'crm/contacts.update', { class: 'write' });
  const view = await usage('clerk');
  expect(view).toMatchObject({ isWhole: true, reachable: 2, used: 1, calls: 3 });
  expect(view.tools).toMatchObject([
    { tool: 'crm/contacts.search', actionClass: 'read', calls: 2 },
    { tool: 'crm/contacts.update', actionClass: 'write', calls: 0, lastUsedAt: null },
  ]);
  const [wide, narrow] = entitlements.map(({ id }) =>
    view.entitlements.find((one) => one.entitlement === id),
  );
  expect(wide).toMatchObject({
    reachable: 2,
    used: 1,
    narrowed: {
      scope: { tools: ['contacts.search'], actionClasses: ['read'] },
      narrowedGrants: 0,
      revokedGrants: 0,
    },
    narrowRefusal: null,
  });
  expect(narrow).toMatchObject({
    reachable: 1,
    used: 1,
    narrowed: null,
    narrowRefusal: expect.stringContaining('all'),
  });
});

test('the grants that narrowing would cut are those that it cuts', async () => {
  const { entitlements } = await world.agent('cutter', whole, {
    tools: ['contacts.update'],
    actionClasses: ['write'],
  });
  const [wide] = entitlements;
  // One grant of the whole, one of what is unused, one of what stays as it is.
  await world.task('cutter', { actionClasses: ['read', 'write'] });
  await world.task('cutter', {
    actionClasses: ['write'],
    scopes: [{ system: 'crm', tools: ['contacts.update'], actionClasses: ['write'] }],
  });
  await world.task('cutter', {
    scopes: [{ system: 'crm', tools: ['contacts.search'], actionClasses: ['read'] }],
  });
  await decided('cutter', 'crm/contacts.search');
  const narrowed = (await usage('cutter')).entitlements.find((one) => one.entitlement === wide?.id)?.narrowed;
  expect(narrowed?.narrowedGrants).toBeGreaterThan(0);
  expect(narrowed?.revokedGrants).toBeGreaterThan(0);
  const input = NarrowEntitlementInput.parse({ id: wide?.id, scope: narrowed?.scope, reason: 'unused' });
  await narrowEntitlement(world.ctx, input);
  const [event] = (await world.events(String(wide?.id))).slice(-1);
  expect(event).toMatchObject({ event: 'entitlement.narrowed' });
  expect(event?.details.narrowedGrants).toHaveLength(narrowed?.narrowedGrants ?? -1);
  expect(event?.details.revokedGrants).toHaveLength(narrowed?.revokedGrants ?? -1);
  const after = (await usage('cutter')).entitlements.find((one) => one.entitlement === wide?.id);
  expect(after).toMatchObject({ reachable: 1, used: 1, narrowed: null });
});

test('nothing used has nothing to narrow to; what has ended or was revoked reaches nothing', async () => {
  const { entitlements } = await world.agent('idle', whole);
  expect((await usage('idle')).entitlements).toMatchObject([
    {
      used: 0,
      lastUsedAt: null,
      narrowed: null,
      narrowRefusal: expect.stringContaining('revoke it instead'),
    },
  ]);
  await world.prisma.entitlement.update({
    where: { id: entitlements[0]?.id ?? '' },
    data: { revokedAt: new Date() },
  });
  expect(await usage('idle')).toMatchObject({ reachable: 0, used: 0, entitlements: [], tools: [] });
});

test('a tool that was classified anew counts as what it is now', async () => {
  await world.agent('anew', whole);
  await decided('anew', 'crm/contacts.search', { class: 'write' });
  expect(await usage('anew')).toMatchObject({ used: 0 });
});

test('of very many decisions the newest are counted, and it says from when on', async () => {
  await world.agent('busy', whole);
  await world.prisma.$executeRawUnsafe(
    `INSERT INTO decisions (id, at, writer, seq, agent_id, tool_id, action_class, outcome, reason, record, hash)
     SELECT 'dec_' || ulid_time(clock_timestamp()) || 'b' || lpad(n::text, 15, '0'), now() - n * interval '1 second', 'busy', n, 'busy',
            'crm/contacts.search', 'read', 'allow', 'granted', '{}', '\\x00' FROM generate_series(1, 60000) n`,
  );
  const view = await usage('busy');
  expect(view).toMatchObject({ isWhole: false, calls: 50_000, used: 1 });
  expect((Date.now() - view.countedFrom.getTime()) / 1000).toBeLessThan(50_100);
});

test('every person may look, and no enforcement point; there must be such an agent', async () => {
  for (const role of ['approver', 'reviewer', 'auditor'] as const) {
    await readAgentUsage(world.as(role), { id: 'idle' });
  }
  await expect(readAgentUsage(world.as('pep'), { id: 'idle' })).rejects.toMatchObject({ code: 'forbidden' });
  await expect(usage('nobody')).rejects.toMatchObject({ code: 'not_found' });
});
