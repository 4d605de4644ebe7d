import { afterAll, beforeAll, expect, test } from 'vitest';
import { CreateAgentInput, ExportAgentsInput, ListAgentsInput } from '@/lib/contract/agent';
import { CreateToolInput } from '@/lib/contract/tool';
import { readCsv } from '@/lib/csv/read';
import { AGENT_SORTS } from '@/lib/domain/agent-list';
import { createApiKey } from '../api-key/create';
import { completeTask } from '../task/complete';
import { changeTool } from '../tool/change';
import { createTool } from '../tool/create';
import { createAgent } from './create';
import { exportAgents } from './export';
import { agentOf, type Inventory, openInventory, toolOf } from './inventory.fixture';
import { listAgents } from './list';

let world: Inventory;
beforeAll(async () => {
  world = await openInventory();
  await create('alpha', { name: 'zebra', riskTier: 'high' });
  await create('beta', { name: 'Apple', backupOwner: 'ben@example.com' });
  await create('gamma', { name: '=cmd()', owner: 'ben@example.com', backupOwner: 'ana@example.com' });
  await sql(`UPDATE agents SET source = 'import' WHERE id = 'beta'`);
  // Three that are in use, with something that stands ready after their work, or not.
  await world.agent('busy', {});
  await world.agent('rested', {});
  await world.agent('spent');
  await sql(
    `UPDATE agents SET created_at = now() - interval '40 days' WHERE id IN ('busy', 'spent', 'alpha')`,
  );
  await sql(`UPDATE agent_calls SET last_call_at = now() - interval '3 days' WHERE agent_id = 'busy'`);
  await sql(`UPDATE agent_calls SET last_call_at = now() - interval '20 days' WHERE agent_id = 'rested'`);
});
afterAll(() => world.close());

const sql = (text: string) => world.prisma.$executeRawUnsafe(text);
const create = (id: string, more: object = {}) =>
  createAgent(world.ctx, CreateAgentInput.parse(agentOf(id, more)));
const list = (more: object = {}) => listAgents(world.ctx, ListAgentsInput.parse(more));
const ids = async (more: object) => (await list(more)).items.map(({ id }) => id);

const facets = [
  { filter: { owner: 'ben@example.com' }, are: ['gamma'] },
  { filter: { backup: 'ben@example.com' }, are: ['beta'] },
  { filter: { source: 'import' }, are: ['beta'] },
  { filter: { tier: 'high,critical' }, are: ['alpha'] },
  { filter: { state: 'active' }, are: ['busy', 'rested', 'spent'] },
  { filter: { seen: 'within-7' }, are: ['busy'] },
  { filter: { seen: 'within-30' }, are: ['busy', 'rested'] },
  { filter: { seen: 'not-7' }, are: ['alpha', 'rested', 'spent'] },
  { filter: { seen: 'not-30' }, are: ['alpha', 'spent'] },
  { filter: { seen: 'never' }, are: ['alpha', 'beta', 'gamma', 'spent'] },
  // A draft is not dormant, however silent; nor is one that has just been registered.
  { filter: { dormant: 'true' }, are: ['spent'] },
  { filter: { dormant: 'false', state: 'active' }, are: ['busy', 'rested'] },
  { filter: { q: 'APPLE' }, are: ['beta'] },
  { filter: { q: '%' }, are: [] },
];
for (const { filter, are } of facets) {
  test(`narrowed by ${JSON.stringify(filter)}, counted alike`, async () => {
    const { items, total } = await list({ ...filter, count: 'true' });
    expect(items.map(({ id }) => id)).toEqual(are);
    expect(total).toBe(are.length);
  });
}

test('unowned are those whom nobody enabled answers for', async () => {
  await create('orphan', { owner: 'ben@example.com' });
  const { id } = await world.prisma.user.findUniqueOrThrow({ where: { email: 'eve@example.com' } });
  await sql(`UPDATE agents SET owner_id = '${id}' WHERE id = 'orphan'`);
  expect(await ids({ unowned: 'true' })).toEqual(['orphan']);
  expect(await ids({ unowned: 'false' })).not.toContain('orphan');
  await sql(`DELETE FROM agents WHERE id = 'orphan'`);
});

test('what outlives a task: an automatic entitlement, or a key of its own, once all tasks have ended', async () => {
  const outlives = () => ids({ outlives: 'true' });
  const first = await world.task('rested');
  expect(await outlives(), 'while a task runs, nothing outlives it').toEqual([]);
  await completeTask(world.ctx, { id: first.id });
  expect(await outlives()).toEqual(['rested']);

  await sql(`INSERT INTO tasks (id, agent_id, purpose, action_classes, state, started_at, ends_at, ended_at, opened_by)
    VALUES ('tsk_spent', 'spent', 'x', '{}', 'completed', now() - interval '2 hours', now() - interval '1 hour', now(), 'x')`);
  expect(await outlives(), 'what was spent has nothing left').toEqual(['rested']);
  const key = await createApiKey(world.ctx, { name: 'own', roles: ['pep'], agents: ['spent'], systems: [] });
  expect(await outlives()).toEqual(['rested', 'spent']);
  await sql(
    `UPDATE api_keys SET created_at = now() - interval '2 hours', expires_at = now() - interval '1 hour' WHERE id = '${key.id}'`,
  );
  expect(await outlives(), 'a key that has run out opens nothing').toEqual(['rested']);
  await sql(`UPDATE api_keys SET expires_at = now() + interval '1 hour' WHERE id = '${key.id}'`);
  expect(await outlives()).toEqual(['rested', 'spent']);
  await sql(`UPDATE api_keys SET revoked_at = now() WHERE id = '${key.id}'`);
  await sql(
    `UPDATE entitlements SET starts_at = now() - interval '2 days', ends_at = now() - interval '1 day' WHERE agent_id = 'rested'`,
  );
  expect(await outlives(), 'an entitlement that has ended gives nothing').toEqual([]);
  await sql(`UPDATE entitlements SET ends_at = now() + interval '1 day' WHERE agent_id = 'rested'`);
  expect(await outlives()).toEqual(['rested']);
  await sql(`UPDATE entitlements SET revoked_at = now() WHERE agent_id = 'rested'`);
  expect(await outlives()).toEqual([]);
  expect(await ids({ outlives: 'false' })).toContain('rested');
});

for (const sort of AGENT_SORTS) {
  test(`sorted by ${sort}: pages one after the other are the whole, in order, each agent once`, async () => {
    const whole = await ids({ sort });
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await list({ sort, limit: 2, ...(cursor !== undefined && { cursor }) });
      found.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(found).toEqual(whole);
    expect([...whole].sort()).toEqual(await ids({}));
  });
}

test('each order is what it says, and turned round by a dash', async () => {
  expect(await ids({ sort: 'name' })).toEqual(['gamma', 'busy', 'rested', 'spent', 'beta', 'alpha']);
  expect((await ids({ sort: '-tier' }))[0]).toBe('alpha');
  expect((await ids({ sort: '-lastCall' })).slice(0, 2)).toEqual(['busy', 'rested']);
  expect((await ids({ sort: 'lastCall' })).slice(-2)).toEqual(['rested', 'busy']);
  const up = await ids({ sort: 'created' });
  expect(await ids({ sort: '-created' })).toEqual([...up].reverse());
  await world.task('busy');
  expect((await ids({ sort: '-liveGrants' }))[0]).toBe('busy');
});

test('a cursor of another order, or one made up, is refused', async () => {
  const { nextCursor } = await list({ sort: 'name', limit: 1 });
  const forged = Buffer.from(JSON.stringify(['created', 'yesterday', 'x'])).toString('base64url');
  for (const [sort, cursor] of [
    ['created', nextCursor],
    ['created', forged],
    ['id', 'nonsense'],
  ]) {
    await expect(list({ sort, cursor })).rejects.toMatchObject({ code: 'invalid_input' });
  }
});

test('the effective tier follows what an agent reaches, from the next list on', async () => {
  await create('rising');
  const critical = () => ids({ tier: 'critical' });
  expect(await critical()).toEqual([]);
  const scope = { system: 'crm', tools: ['grow.*'], actionClasses: ['delete'], maxSensitivity: 'restricted' };
  const entitlement = await world.entitlement('rising', { scope });
  expect(await critical(), 'it reaches no tool yet').toEqual([]);
  await createTool(world.ctx, CreateToolInput.parse(toolOf('crm', 'grow.prune', { actionClass: 'delete' })));
  expect(await critical()).toEqual([]);
  expect(await ids({ tier: 'moderate' })).toEqual(['rising']);
  await changeTool(world.ctx, { id: 'crm/grow.prune', sensitivity: 'restricted' });
  expect(await critical(), 'a tool that was changed').toEqual(['rising']);
  expect((await ids({ sort: '-tier' }))[0]).toBe('rising');
  await sql(
    `UPDATE entitlements SET starts_at = now() - interval '2 hours', ends_at = now() - interval '1 hour' WHERE id = '${entitlement.id}'`,
  );
  expect(await critical(), 'an entitlement that has ended').toEqual([]);
});

test('an entitlement that ends by itself takes its floor with it, though nothing was written', async () => {
  await create('fading');
  const scope = {
    system: 'crm',
    tools: ['contacts.delete'],
    actionClasses: ['delete'],
    maxSensitivity: 'restricted',
  };
  await world.entitlement('fading', { scope, endsAt: new Date(Date.now() + 2500).toISOString() });
  expect(await ids({ tier: 'critical' })).toEqual(['fading']);
  await expect.poll(() => ids({ tier: 'critical' }), { timeout: 10_000, interval: 300 }).toEqual([]);
});

test('the export is what the list shows, in its order, with no formula in it, and an audit event', async () => {
  const before = await world.events('all');
  const { name, bytes } = await exportAgents(
    world.as('auditor'),
    ExportAgentsInput.parse({ sort: '-name', state: 'draft' }),
  );
  expect(name).toMatch(/^agents-\d{4}-\d\d-\d\dT\d{6}Z\.csv$/);
  const text = new TextDecoder().decode(bytes);
  expect(text).toContain(`"'=cmd()"`);
  const rows = readCsv(text);
  if ('problem' in rows) throw new Error(rows.problem);
  const [head, ...lines] = rows.map(({ cells }) => cells);
  expect(head?.slice(0, 4)).toEqual(['id', 'name', 'purpose', 'owner']);
  expect(lines.map(([id]) => id)).toEqual(await ids({ sort: '-name', state: 'draft' }));
  const created = lines[0]?.[head?.indexOf('createdAt') ?? 0] ?? '';
  expect(new Date(created).toISOString()).toBe(created);
  expect((await world.events('all')).slice(before.length)).toMatchObject([
    {
      event: 'agents.exported',
      details: { agents: lines.length, filter: { state: ['draft'] }, sort: '-name' },
    },
  ]);
});

test('the export refuses who may not list', async () => {
  await expect(exportAgents(world.as('pep'), ExportAgentsInput.parse({}))).rejects.toMatchObject({
    code: 'forbidden',
  });
});
