import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  BlastRadiusInput,
  blastRadiusOperations,
  PreviewBlastRadiusInput,
} from '@/lib/contract/blast-radius';
import { CreateSystemInput } from '@/lib/contract/system';
import { CreateToolInput } from '@/lib/contract/tool';
import { type Inventory, openInventory, scopeOf, systemOf, toolOf } from '../agent/inventory.fixture';
import { revokeEntitlement } from '../entitlement/revoke';
import { createSystem } from '../system/create';
import { createTool } from '../tool/create';
import { previewBlastRadius } from './preview';
import { readBlastRadius } from './read';

let world: Inventory;
const ALL = ['read', 'write', 'delete', 'execute', 'send', 'admin'];
const wide = { tools: ['*'], actionClasses: ALL, maxSensitivity: 'restricted' };

beforeAll(async () => {
  world = await openInventory();
  for (const [id, more] of [
    ['flows', {}],
    ['payroll', { sensitivity: 'restricted' }],
    ['lonely', {}],
  ] as const) {
    await createSystem(world.ctx, CreateSystemInput.parse(systemOf(id, more)));
  }
  for (const [system, name, more] of [
    ['crm', 'tickets.note', { actionClass: 'write', triggers: ['flows'] }],
    ['flows', 'run', { actionClass: 'execute', triggers: ['payroll'] }],
    ['payroll', 'pay', { actionClass: 'send', sensitivity: 'restricted', reversible: false }],
    ['payroll', 'slips.read', { sensitivity: 'confidential' }],
  ] as const) {
    await createTool(world.ctx, CreateToolInput.parse(toolOf(system, name, more)));
  }
  await world.agent('searcher', {});
  await world.agent('noter', { tools: ['tickets.*'], actionClasses: ['write'] });
  await world.agent('payer', { system: 'payroll', ...wide });
  await world.agent('idle');
});
afterAll(() => world.close());

const read = async (focus: string, more: object = {}) =>
  blastRadiusOperations.read.output.parse(
    await readBlastRadius(world.ctx, BlastRadiusInput.parse({ focus, ...more })),
  );
const preview = async (agent: string, scope: object, more: object = {}) =>
  blastRadiusOperations.preview.output.parse(
    await previewBlastRadius(
      world.ctx,
      PreviewBlastRadiusInput.parse({ agent, scope: scopeOf(scope), ...more }),
    ),
  );
const pathTo = (view: Awaited<ReturnType<typeof read>>, key: string) =>
  view.paths.items.find((path) => path.key === key)?.steps.map((step) => `${step.by ?? 'from'} ${step.key}`);

test('from an agent: its tools, what they set in motion, and the data behind', async () => {
  const view = await read('agent:noter');
  expect(view.direction).toBe('forwards');
  expect(view.counts).toEqual({ agent: 0, tool: 4, system: 3, data: 4 });
  expect(pathTo(view, 'data:payroll/restricted')).toEqual([
    'from agent:noter',
    'entitled tool:crm/tickets.note',
    'motion system:flows',
    'own_rights tool:flows/run',
    'motion system:payroll',
    'holds data:payroll/restricted',
  ]);
  // write 3×2 + execute 5×2 + send 4×10×2 + read 1×5, all internal
  expect(view.number.total).toBe(6 + 10 + 80 + 5);
  expect(view.nodes.map(({ key }) => key)).toContain('tool:payroll/pay');
  expect(view.edges).toContainEqual({ from: 'tool:flows/run', to: 'system:payroll', kind: 'motion' });
});

test('backwards: who can reach payroll, directly or through automations', async () => {
  const view = await read('system:payroll');
  expect(view.direction).toBe('backwards');
  expect(view.paths.items.map(({ key, hops }) => [key, hops])).toEqual([
    ['agent:payer', 2],
    ['agent:noter', 4],
  ]);
  expect(pathTo(view, 'agent:noter')).toEqual([
    'from agent:noter',
    'entitled tool:crm/tickets.note',
    'motion system:flows',
    'own_rights tool:flows/run',
    'motion system:payroll',
  ]);
  expect(view.number.total).toBe(2 * (80 + 5));
  const tool = await read('tool:payroll/slips.read');
  expect(tool.paths.items.map(({ key }) => key)).toEqual(['agent:payer', 'agent:noter']);
  expect(tool.number.total).toBe(10);
});

test('what is not reached says why', async () => {
  expect((await read('agent:idle')).emptyBecause).toMatch(/no live entitlement/);
  expect((await read('system:lonely')).emptyBecause).toMatch(/no registered tool/);
  await world.agent('vague', { tools: ['nothing.here'] });
  expect((await read('agent:vague')).emptyBecause).toMatch(/covers no tool/);
  for (const focus of ['agent:nobody', 'system:nowhere', 'tool:crm/nothing']) {
    await expect(read(focus)).rejects.toMatchObject({ code: 'not_found' });
  }
});

test('used and unused come from the decisions of the last 90 days, and only allowed ones count', async () => {
  const decide = (tool: string, outcome: string, daysAgo: number) =>
    world.prisma.$executeRawUnsafe(
      `INSERT INTO decisions (id, at, writer, seq, agent_id, tool_id, outcome, reason, record, hash)
       VALUES ('dec_' || substr(md5(random()::text), 1, 26), now() - interval '${daysAgo} days', 'w', ${Math.floor(
         Math.random() * 1e12,
       )}, 'payer', '${tool}', '${outcome}', 'granted', '{}', '\\x00')`,
    );
  await decide('payroll/pay', 'deny', 1);
  await decide('payroll/slips.read', 'allow', 91);
  const before = await read('agent:payer');
  expect(before.usage).toMatchObject({ used: 0, unused: 2, isComplete: true });
  await decide('payroll/slips.read', 'allow', 89);
  const view = await read('agent:payer');
  expect(view.usage).toMatchObject({ used: 1, unused: 1 });
  const used = Object.fromEntries(view.nodes.map(({ key, used: is }) => [key, is]));
  expect(used).toMatchObject({
    'tool:payroll/pay': false,
    'tool:payroll/slips.read': true,
    'system:payroll': true,
    'data:payroll/restricted': false,
    'data:payroll/confidential': true,
  });
  const backwards = await read('system:payroll');
  expect(backwards.paths.items.map(({ key, used: is }) => [key, is])).toEqual([
    ['agent:payer', true],
    ['agent:noter', false],
  ]);
});

test('work can be handed to agents that share a tool, and that adds nothing to the number', async () => {
  const alone = await read('agent:searcher');
  await world.agent('helper', {
    actionClasses: ['read', 'delete'],
    tools: ['*'],
    maxSensitivity: 'restricted',
  });
  const view = await read('agent:searcher');
  expect(view.counts.agent).toBe(1);
  expect(pathTo(view, 'agent:helper')).toEqual(['from agent:searcher', 'delegates agent:helper']);
  expect(view.edges).toContainEqual({
    from: 'agent:helper',
    to: 'tool:crm/contacts.search',
    kind: 'entitled',
  });
  expect(view.nodes.find(({ key }) => key === 'agent:helper')).toMatchObject({
    name: 'Agent helper',
    detail: 'active',
  });
  expect(view.number).toEqual(alone.number);
  // The tier of who delegates says so, and of who would be handed the work.
  const forbid = async (id: 'low' | 'high') => {
    const { rules } = await world.prisma.tier.findUniqueOrThrow({ where: { id } });
    await world.prisma.tier.update({
      where: { id },
      data: { rules: { ...(rules as object), maxDelegationDepth: 0 } },
    });
  };
  await world.prisma.agent.update({ where: { id: 'helper' }, data: { riskTier: 'high' } });
  expect((await read('agent:searcher')).counts.agent).toBe(1);
  await forbid('low');
  expect((await read('agent:searcher')).counts.agent).toBe(0);
  await world.prisma.agent.update({ where: { id: 'searcher' }, data: { riskTier: 'moderate' } });
  expect((await read('agent:searcher')).counts.agent).toBe(1);
  await forbid('high');
  expect((await read('agent:searcher')).counts.agent).toBe(0);
});

test('what a secret can do beyond the registered tools counts, and leads to data', async () => {
  await world.prisma.systemSecret.create({
    data: {
      systemId: 'crm',
      id: 'sec_crm',
      header: 'authorization',
      keyId: 'kek_0',
      wrappedKey: Uint8Array.from(randomBytes(60)),
      sealed: Uint8Array.from(randomBytes(40)),
      rotatedAt: new Date(),
      reach: ['contacts.search', '*'],
    },
  });
  const view = await read('agent:searcher');
  expect(view.nodes.find(({ key }) => key === 'system:crm')?.beyond).toEqual(['*']);
  expect(view.edges).toContainEqual({ from: 'system:crm', to: 'data:crm/internal', kind: 'secret' });
  // admin 8 × internal 2 × cannot be undone 2
  expect(view.number.parts).toContainEqual(
    expect.objectContaining({ by: 'secret', actionClass: 'admin', sum: 32 }),
  );
  await world.prisma.systemSecret.delete({ where: { systemId: 'crm' } });
});

test('it is narrowed by hops, kinds and system, and paged without a gap', async () => {
  const near = await read('agent:noter', { hops: 2 });
  expect(near.nodes.every(({ hops }) => hops <= 2)).toBe(true);
  const coarse = await read('agent:noter', { kinds: 'system' });
  expect(coarse.nodes.map(({ kind }) => kind).sort()).toEqual(['agent', 'system', 'system', 'system']);
  expect(coarse.edges).toContainEqual({ from: 'agent:noter', to: 'system:crm', kind: 'part_of' });
  expect(coarse.edges).toContainEqual({ from: 'system:flows', to: 'system:payroll', kind: 'motion' });
  const within = await read('agent:noter', { within: 'payroll' });
  expect(
    within.nodes.filter(({ kind }) => kind !== 'agent').every(({ system }) => system === 'payroll'),
  ).toBe(true);

  const whole = (await read('agent:noter')).paths.items.map(({ key }) => key);
  const paged: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const { paths } = await read('agent:noter', { limit: 3, cursor });
    paged.push(...paths.items.map(({ key }) => key));
    expect(paths.total).toBe(whole.length);
    if (paths.nextCursor === null) break;
    cursor = paths.nextCursor;
  }
  expect(paged).toEqual(whole);
});

test('a hundred tools become counted groups, and never more than was asked for', async () => {
  await createSystem(world.ctx, CreateSystemInput.parse(systemOf('large')));
  for (let i = 0; i < 60; i += 1) {
    await createTool(world.ctx, CreateToolInput.parse(toolOf('large', `t${i}`)));
  }
  await world.agent('wide', { system: 'large', ...wide });
  const view = await read('agent:wide', { nodes: 20 });
  expect(view.nodes.length + view.groups.length).toBeLessThanOrEqual(20);
  expect(view.groups).toContainEqual(expect.objectContaining({ kind: 'tool', system: 'large' }));
  expect(view.counts.tool).toBe(60);
});

test('the preview tells what would be added, and that the tier follows', async () => {
  const told = await preview('idle', {
    tools: ['tickets.note', 'contacts.delete'],
    actionClasses: ALL,
    maxSensitivity: 'restricted',
  });
  expect(told.before).toMatchObject({ number: 0, tierFloor: 'low' });
  expect(told.after).toMatchObject({ tierFloor: 'critical', tier: 'critical' });
  expect(told.covered).toBe(2);
  expect(told.added.tools.map(({ id }) => id)).toContain('payroll/pay');
  expect(told.added.data.map(({ id }) => id)).toContain('PAYROLL · restricted');
  expect(told.parts.reduce((sum, part) => sum + part.sum, 0)).toBe(told.after.number - told.before.number);
  expect(told.follows.join()).toMatch(/grants last at most 1 h instead of 24 h/);
  // It is exactly what the agent has once the entitlement stands.
  await world.entitlement('idle', {
    scope: scopeOf({
      tools: ['tickets.note', 'contacts.delete'],
      actionClasses: ALL,
      maxSensitivity: 'restricted',
    }),
  });
  expect((await read('agent:idle')).number.total).toBe(told.after.number);
});

test('the preview of a narrowing tells what goes', async () => {
  const { entitlements } = await world.agent('broad', wide);
  const id = entitlements[0]?.id ?? '';
  const told = await preview('broad', { tools: ['contacts.search'] }, { replaces: id });
  expect(told.after.number).toBeLessThan(told.before.number);
  expect(told.removed.tools.map((tool) => tool.id)).toContain('payroll/pay');
  expect(told.added.tools).toEqual([]);
  await revokeEntitlement(world.ctx, { id, reason: 'enough' });
  await expect(preview('broad', {}, { replaces: id })).rejects.toMatchObject({
    fields: [{ field: 'replaces' }],
  });
  await expect(preview('nobody', {})).rejects.toMatchObject({ fields: [{ field: 'agent' }] });
  await expect(preview('broad', { system: 'nowhere' })).rejects.toMatchObject({
    fields: [{ field: 'scope.system' }],
  });
});

test('every person may look, an enforcement point may not', async () => {
  const input = BlastRadiusInput.parse({ focus: 'agent:noter' });
  for (const role of ['admin', 'approver', 'reviewer', 'auditor'] as const) {
    await expect(readBlastRadius(world.as(role), input)).resolves.toMatchObject({ direction: 'forwards' });
  }
  await expect(readBlastRadius(world.as('pep'), input)).rejects.toMatchObject({ code: 'forbidden' });
});
