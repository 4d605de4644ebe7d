import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { IN_APP_CHANNEL } from '@/lib/domain/channel';
import { RISK_TIERS, SHIPPED_TIERS } from '@/lib/domain/risk-tier';
import { PRESETS } from '@/lib/domain/tier-preset';
import { verifyDatabase } from '@/lib/ledger/verify-database';
import { type Inventory, openInventory } from '../agent/inventory.fixture';
import { createApiKey } from '../api-key/create';
import { testChannel } from '../channel/test';
import { completeTask } from '../task/complete';
import { choosePreset } from './choose-preset';
import { startDemoRun } from './demo-run';
import { dismissSetup } from './dismiss';
import { readSetup } from './read';
import { removeDemo } from './remove-demo';

let world: Inventory;
let admin: Inventory['ctx'];
beforeAll(async () => {
  world = await openInventory();
  await world.prisma.user.create({
    data: { id: 'usr_boss', email: 'boss@example.com', name: 'Boss', roles: ['admin'], passwordHash: 'h' },
  });
  admin = { ...world.ctx, actor: { ...world.ctx.actor, kind: 'user', id: 'usr_boss', userId: 'usr_boss' } };
});
afterAll(() => world.close());

const stateOf = async (step: string) =>
  (await readSetup(admin)).steps.find((one) => one.step === step)?.state;
const revisions = async () =>
  Object.fromEntries(
    (await world.prisma.tier.findMany()).map(({ id, revision }) => [id, revision]),
  ) as Record<(typeof RISK_TIERS)[number], number>;

test('each step is done by a fact of its own', async () => {
  expect(await stateOf('account')).toBe('done');
  await world.prisma.user.update({ where: { id: 'usr_boss' }, data: { passwordHash: null } });
  expect(await stateOf('account')).toBe('open');
  await world.prisma.user.update({ where: { id: 'usr_boss' }, data: { oidcSubject: 's' } });
  expect(await stateOf('account')).toBe('done');
  expect(await stateOf('inventory')).toBe('open');
  await world.agent('mine', {});
  expect(await stateOf('inventory')).toBe('done');
  expect(await stateOf('notification')).toBe('open');
  const boss = { ...admin, actor: { ...admin.actor, userId: 'usr_boss' } };
  expect(await testChannel(boss, { id: IN_APP_CHANNEL })).toMatchObject({ state: 'delivered' });
  expect(await stateOf('notification')).toBe('done');
  expect((await readSetup(admin)).channelTest).toMatchObject({ channel: 'The console' });
  expect((await readSetup(admin)).isDone).toBe(false);
});

test('a preset replaces all four tiers or none, by their own verb, and is remembered', async () => {
  const seen = await revisions();
  await world.prisma.tier.update({ where: { id: 'critical' }, data: { revision: { increment: 1 } } });
  await expect(choosePreset(admin, { preset: 'careful', revisions: seen })).rejects.toMatchObject({
    code: 'changed_meanwhile',
  });
  const rulesOf = async () =>
    (await world.prisma.tier.findMany({ orderBy: { id: 'asc' } })).map(({ rules }) => rules);
  expect(await rulesOf()).toEqual(RISK_TIERS.map((tier) => SHIPPED_TIERS[tier]));
  expect(await stateOf('preset')).toBe('open');

  const view = await choosePreset(admin, { preset: 'careful', revisions: await revisions() });
  expect(view.preset).toMatchObject({ chosen: 'careful', current: 'careful' });
  expect(await rulesOf()).toEqual(RISK_TIERS.map((tier) => PRESETS.careful.tiers[tier]));
  expect((await world.events('low')).map(({ event }) => event)).toEqual(['tier.replaced']);
  // What is so already is left alone.
  await choosePreset(admin, { preset: 'careful', revisions: await revisions() });
  expect((await world.events('low')).length).toBe(1);
  await choosePreset(admin, { preset: 'balanced', revisions: await revisions() });
});

test('the wizard is taken off the overview for everybody, and brought back', async () => {
  expect((await dismissSetup(admin, { dismissed: true })).dismissedAt).toBeInstanceOf(Date);
  expect((await dismissSetup(admin, { dismissed: false })).dismissedAt).toBeNull();
  const events = (await world.events('setup')).map(({ event }) => event);
  expect(events.slice(-2)).toEqual(['setup.dismissed', 'setup.resumed']);
});

test('a demo run is a real task of an agent that is marked, with a key for it alone', async () => {
  const run = await startDemoRun(admin);
  expect(run).toMatchObject({ agent: 'demo-agent', system: 'demo-desk', grants: 1 });
  const key = await world.prisma.apiKey.findUniqueOrThrow({ where: { id: run.keyId } });
  expect(key).toMatchObject({
    roles: ['pep'],
    systemIds: ['demo-desk'],
    agentIds: ['demo-agent'],
    source: 'demo',
  });
  expect(key.expiresAt?.getTime()).toBeLessThan(Date.now() + 16 * 60_000);
  expect(await stateOf('demo_run')).toBe('open');
  await completeTask(admin, { id: run.task });
  expect(await readSetup(admin)).toMatchObject({ demoRun: { task: run.task, agent: 'demo-agent' } });
  // Once more, with what is there.
  expect(await startDemoRun(admin)).toMatchObject({ agent: 'demo-agent', grants: 1 });
  expect(await world.prisma.system.count({ where: { id: 'demo-desk' } })).toBe(1);
});

test('only admins set up', async () => {
  for (const role of ['approver', 'reviewer', 'auditor', 'pep'] as const) {
    const ctx = world.as(role);
    for (const verb of [
      () => removeDemo(ctx),
      () => startDemoRun(ctx),
      () => dismissSetup(ctx, { dismissed: true }),
      () =>
        choosePreset(ctx, { preset: 'careful', revisions: { low: 1, moderate: 1, high: 1, critical: 1 } }),
    ]) {
      await expect(verb()).rejects.toMatchObject({ code: 'forbidden' });
    }
  }
});

test('removing the demo takes all of it, keeps what is yours, and leaves the ledger whole', async () => {
  const demo = { source: 'demo' as const };
  await world.prisma.user.updateMany({ where: { email: 'ben@example.com' }, data: demo });
  await world.prisma.user.createMany({
    data: [
      { id: 'usr_used', email: 'used@example.com', name: 'U', roles: ['admin'], passwordHash: 'h', ...demo },
      { id: 'usr_gone', email: 'gone@example.com', name: 'G', roles: ['admin'], ...demo },
    ],
  });
  await world.prisma.user.updateMany({ where: { email: 'ana@example.com' }, data: demo });
  await world.prisma.system.updateMany({ where: { id: 'crm' }, data: demo });
  await world.entitlement('mine');
  const { id: mine } = await createApiKey(admin, {
    name: 'mine',
    roles: ['auditor'],
    systems: [],
    agents: [],
  });
  const before = await world.prisma.auditEvent.findMany({ orderBy: { id: 'asc' } });

  const { removed, kept } = await removeDemo(admin);
  expect(removed).toMatchObject({ agents: 1, systems: 1, keys: 2, people: 2, tasks: 1 });
  expect(kept).toEqual([
    { kind: 'person', id: 'ana@example.com', why: 'answers for something that is not of the demo' },
    { kind: 'person', id: 'used@example.com', why: 'can sign in' },
    { kind: 'system', id: 'crm', why: 'an agent is entitled to it' },
  ]);
  expect(await readSetup(admin)).toMatchObject({
    demo: { agents: 0, systems: 1, keys: 0, tasks: 0, people: 1 },
  });
  // Whoever can sign in is nobody's invention.
  expect(await world.prisma.user.findUnique({ where: { id: 'usr_used' } })).toMatchObject({
    source: 'manual',
  });
  expect(await world.prisma.tool.count({ where: { systemId: 'demo-desk' } })).toBe(0);
  expect(await world.prisma.agent.findUnique({ where: { id: 'mine' } })).toMatchObject({ state: 'active' });
  expect(await world.prisma.apiKey.findUnique({ where: { id: mine } })).toMatchObject({ revokedAt: null });

  // Every event of before stands as it was, and every change left its own.
  const after = await world.prisma.auditEvent.findMany({ orderBy: { id: 'asc' } });
  expect(after.slice(0, before.length)).toEqual(before);
  expect((await world.events('demo-desk')).at(-1)).toMatchObject({
    event: 'system.deleted',
    details: { tools: 2 },
  });
  expect((await world.events('demo-agent')).at(-1)?.event).toBe('agent.retired');
  expect((await world.events('setup')).at(-1)?.event).toBe('setup.demo-removed');
  expect(await verifyDatabase(world.url)).toMatchObject({ ok: true, counts: { auditEvents: after.length } });
});

test('the run that comes after a removal is another agent’s; nothing is used twice', async () => {
  expect(await startDemoRun(admin)).toMatchObject({ agent: 'demo-agent-2', system: 'demo-desk', grants: 1 });
});

test('a system that something refers to stays whole, and the removal goes on', async () => {
  const owner = new pg.Client({ connectionString: world.url });
  await owner.connect();
  await owner.query(`CREATE TABLE refers (tool text REFERENCES tools (id));
                     INSERT INTO refers VALUES ('demo-desk/notes.read')`);
  await owner.end();
  const { removed, kept } = await removeDemo(admin);
  expect(removed).toMatchObject({ agents: 1, systems: 0 });
  expect(kept).toContainEqual({ kind: 'system', id: 'demo-desk', why: 'something refers to it' });
  expect(await world.prisma.tool.count({ where: { systemId: 'demo-desk' } })).toBe(2);
});
