import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CreateAgentInput, ExportAgentsInput } from '@/lib/contract/agent';
import { ImportAgentsInput, PreviewImportInput } from '@/lib/contract/agent-import';
import { MAX_IMPORT_ROWS } from '@/lib/domain/agent-import';
import { SHIPPED_TIERS } from '@/lib/domain/risk-tier';
import { changeAgent } from '../agent/change';
import { createAgent } from '../agent/create';
import { exportAgents } from '../agent/export';
import { agentOf, type Inventory, openInventory } from '../agent/inventory.fixture';
import { readAgent } from '../agent/read';
import { importAgents } from './commit';
import { previewImport } from './preview';

let world: Inventory;
let server: Server;
let origin: string;
const card = {
  name: 'Geo Agent',
  description: 'Plans routes.',
  version: '1.0.0',
  url: 'https://geo.example.com',
  skills: [{ id: 'route', name: 'Route planner' }],
};
beforeAll(async () => {
  world = await openInventory();
  server = createServer((request, response) => {
    const isCard = request.url === '/.well-known/agent-card.json';
    response.writeHead(isCard ? 200 : 404, { 'content-type': 'application/json' });
    response.end(isCard ? JSON.stringify(card) : '{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await createAgent(world.ctx, CreateAgentInput.parse(agentOf('ledger', { riskTier: 'moderate' })));
});
afterAll(async () => {
  server.close();
  await world.close();
});

const HEAD = 'id,name,purpose,owner,backupOwner,riskTier,autonomy,environment';
const line = (id: string, more = '') =>
  `${id},Agent ${id},Does things,ana@example.com,ben@example.com,high,supervised,production${more}`;
const csv = (...lines: string[]) => ({ kind: 'csv' as const, text: [HEAD, ...lines].join('\n') });
const preview = (input: object) => previewImport(world.ctx, PreviewImportInput.parse(input));
const commit = (input: object, digest: string) =>
  importAgents(world.ctx, ImportAgentsInput.parse({ ...input, digest }));
const isThere = async (id: string) => (await world.prisma.agent.count({ where: { id } })) === 1;

test('what was previewed is done: drafts, changes, and refused rows that stay undone', async () => {
  const file = csv(
    line('one'),
    'ledger,Ledger bot,,,,high,,',
    'bad,Bad,Does things,nobody@example.com,,huge,supervised,production',
    line('two'),
  );
  const plan = await preview(file);
  expect(plan.counts).toEqual({ create: 2, change: 1, same: 0, refused: 1 });
  expect(plan.rows.map(({ line: at, verdict }) => [at, verdict])).toEqual([
    [2, 'create'],
    [3, 'change'],
    [4, 'refused'],
    [5, 'create'],
  ]);
  expect(plan.rows[1]?.fields).toEqual([
    { field: 'name', from: 'Agent ledger', to: 'Ledger bot' },
    { field: 'riskTier', from: 'moderate', to: 'high' },
  ]);
  expect(plan.rows[2]?.problems.map(({ field }) => field)).toEqual(['owner', 'riskTier']);
  expect(await isThere('one'), 'a preview does nothing').toBe(false);

  const done = await commit(plan.source, plan.digest);
  expect(done).toEqual({ counts: plan.counts, created: ['one', 'two'], changed: ['ledger'] });
  const one = await readAgent(world.ctx, { id: 'one' });
  expect(one).toMatchObject({
    state: 'draft',
    source: 'import',
    riskTierSet: 'high',
    owner: { email: 'ana@example.com' },
    backupOwner: { email: 'ben@example.com' },
    revision: 1,
  });
  const days = ((one.reviewDueAt as Date).getTime() - (one.createdAt as Date).getTime()) / 86_400_000;
  expect(days).toBe(SHIPPED_TIERS.high.reviewEveryDays);
  expect(await world.events('one')).toMatchObject([
    { event: 'agent.created', details: { source: 'import', import: plan.digest, riskTier: 'high' } },
  ]);
  expect((await world.events('ledger')).at(-1)).toMatchObject({
    event: 'agent.changed',
    details: { changes: { name: { to: 'Ledger bot' }, riskTier: { from: 'moderate', to: 'high' } } },
  });
  expect(await isThere('bad')).toBe(false);

  const again = await preview(file);
  expect(again.counts).toEqual({ create: 0, change: 0, same: 3, refused: 1 });
});

test('an owner in a file is asked to take it over, with an audit row of its own', async () => {
  await createAgent(world.ctx, CreateAgentInput.parse(agentOf('moved')));
  const plan = await preview({ kind: 'csv', text: 'id,owner\nmoved,BEN@example.com' });
  await commit(plan.source, plan.digest);
  expect((await world.events('moved')).map(({ event }) => event)).toContain('agent.ownership_proposed');
});

test('changed since the preview: nothing at all is done', async () => {
  await createAgent(world.ctx, CreateAgentInput.parse(agentOf('raced')));
  const plan = await preview(csv(line('three'), line('raced')));
  await changeAgent(world.ctx, { id: 'raced', purpose: 'Somebody was faster' });
  const before = await world.prisma.auditEvent.count();
  await expect(commit(plan.source, plan.digest)).rejects.toMatchObject({
    code: 'conflict',
    reason: 'plan_changed',
  });
  expect(await isThere('three')).toBe(false);
  expect(await readAgent(world.ctx, { id: 'raced' })).toMatchObject({ purpose: 'Somebody was faster' });
  expect(await world.prisma.auditEvent.count()).toBe(before);
});

test('another file, or other defaults, than the previewed ones are not done', async () => {
  const plan = await preview(csv(line('four')));
  const changed = { code: 'conflict', reason: 'plan_changed' };
  await expect(commit(csv(line('five')), plan.digest)).rejects.toMatchObject(changed);
  const bare = { kind: 'csv', text: 'id,name,purpose\nsix,Six,Counts' };
  const defaults = { owner: 'ana@example.com', riskTier: 'low', autonomy: 'assisted', environment: 'test' };
  const six = await preview({ ...bare, defaults });
  expect(six.counts.create).toBe(1);
  await expect(
    commit({ ...bare, defaults: { ...defaults, riskTier: 'high' } }, six.digest),
  ).rejects.toMatchObject(changed);
  expect(await isThere('six')).toBe(false);
});

test('somebody registers one of them at the same moment: one of the two is told, and nothing is half done', async () => {
  const plan = await preview(csv(line('seven'), line('eight')));
  const { id } = await world.prisma.user.findUniqueOrThrow({ where: { email: 'ana@example.com' } });
  const racing = world.meanwhile(
    `INSERT INTO agents (id, name, purpose, owner_id, risk_tier, autonomy, environment)
     VALUES ('eight', 'Eight', 'x', '${id}', 'low', 'assisted', 'test')`,
    () => commit(plan.source, plan.digest),
  );
  await expect(racing).rejects.toMatchObject({ code: 'conflict', reason: 'plan_changed' });
  expect(await isThere('seven')).toBe(false);
});

const unreadable = [
  { name: 'a column that is not known', text: 'id,colour\nx,red', says: 'colour' },
  { name: 'no column for the id', text: 'name\nx', says: '`id`' },
  { name: 'a column twice', text: 'id,name,Name\nx,y,z', says: 'twice' },
  { name: 'no agent', text: HEAD, says: 'names no agent' },
  {
    name: 'too many agents',
    text: ['id', ...Array.from({ length: MAX_IMPORT_ROWS + 1 }, (_, i) => `a${i}`)].join('\n'),
    says: `${MAX_IMPORT_ROWS} may`,
  },
];
for (const { name, text, says } of unreadable) {
  test(`a file with ${name} is refused as a whole`, async () => {
    await expect(preview({ kind: 'csv', text })).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining(says),
    });
  });
}

test('a thousand agents at once', async () => {
  const plan = await preview(csv(...Array.from({ length: MAX_IMPORT_ROWS }, (_, i) => line(`many-${i}`))));
  const done = await commit(plan.source, plan.digest);
  expect(done.created).toHaveLength(MAX_IMPORT_ROWS);
  expect(await world.events('many-999')).toHaveLength(1);
});

test('an export can go back the way it came: nothing in it would be changed', async () => {
  const { bytes } = await exportAgents(world.ctx, ExportAgentsInput.parse({ q: 'ledger' }));
  const plan = await preview({ kind: 'csv', text: new TextDecoder().decode(bytes) });
  expect(plan.counts).toEqual({ create: 0, change: 0, same: 1, refused: 0 });
});

test('a card is read where its server says it, and becomes a draft with what somebody adds to it', async () => {
  const defaults = {
    owner: 'ana@example.com',
    riskTier: 'high',
    autonomy: 'autonomous',
    environment: 'production',
  };
  process.env.CORDON_OUTGOING_ALLOW = new URL(origin).host;
  try {
    const bare = await preview({ kind: 'card-url', text: origin });
    expect(bare.rows[0]).toMatchObject({ id: 'geo-agent', verdict: 'refused' });
    const plan = await preview({ kind: 'card-url', text: origin, defaults });
    expect(plan.cards).toMatchObject([{ name: 'Geo Agent', url: card.url, skills: ['Route planner'] }]);
    await commit({ ...plan.source, defaults }, plan.digest);
    expect(await readAgent(world.ctx, { id: 'geo-agent' })).toMatchObject({
      name: 'Geo Agent',
      purpose: 'Plans routes.\nSkills: Route planner.',
      state: 'draft',
      source: 'import',
    });
    await expect(preview({ kind: 'card-url', text: `${origin}/elsewhere` })).rejects.toMatchObject({
      message: expect.stringContaining('answered 404'),
    });
  } finally {
    delete process.env.CORDON_OUTGOING_ALLOW;
  }
});

test('an address that may not be reached is not asked', async () => {
  await expect(preview({ kind: 'card-url', text: origin })).rejects.toMatchObject({
    code: 'invalid_input',
    message: expect.stringContaining('CORDON_OUTGOING_ALLOW'),
  });
});

test('refuses who may not', async () => {
  const plan = await preview(csv(line('never')));
  for (const role of ['approver', 'reviewer', 'auditor', 'pep'] as const) {
    const ctx = world.as(role);
    await expect(previewImport(ctx, PreviewImportInput.parse(csv(line('never'))))).rejects.toMatchObject({
      code: 'forbidden',
    });
    const input = ImportAgentsInput.parse({ ...plan.source, digest: plan.digest });
    await expect(importAgents(ctx, input)).rejects.toMatchObject({ code: 'forbidden' });
  }
  expect(await isThere('never')).toBe(false);
});
