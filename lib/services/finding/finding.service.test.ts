import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CreateAgentInput } from '@/lib/contract/agent';
import { CreateApiKeyInput } from '@/lib/contract/api-key';
import { NarrowEntitlementInput } from '@/lib/contract/entitlement';
import { FindingView, findingOperations, ListFindingsInput } from '@/lib/contract/finding';
import { operations } from '@/lib/contract/operations';
import { CreateSystemInput } from '@/lib/contract/system';
import { FINDING_KINDS, FINDINGS } from '@/lib/domain/finding';
import { createAgent } from '../agent/create';
import { agentOf, type Inventory, inHours, openInventory, systemOf } from '../agent/inventory.fixture';
import { createApiKey } from '../api-key/create';
import { revokeApiKey } from '../api-key/revoke';
import { narrowEntitlement } from '../entitlement/narrow';
import { readEntitlement } from '../entitlement/read';
import { createSystem } from '../system/create';
import { countFindings } from './count';
import { listFindings } from './list';

let world: Inventory;
beforeAll(async () => {
  world = await openInventory();
});
afterAll(() => world.close());

const list = async (query: object = {}) =>
  findingOperations.list.output.parse(await listFindings(world.ctx, ListFindingsInput.parse(query)));
const found = async (kind: string) =>
  (await list({ kind, limit: 200 })).items.map(({ subject }) => subject.id);
const sql = (text: string) => world.prisma.$executeRawUnsafe(text);

/** A sealed secret as the database sees one; nobody opens it here. */
async function secretAt(
  system: string,
  more: { age?: number; rotateAfterDays?: number; reach?: string[] } = {},
) {
  await createSystem(world.ctx, CreateSystemInput.parse(systemOf(system, { owner: 'ana@example.com' })));
  await world.prisma.systemSecret.create({
    data: {
      systemId: system,
      id: `sec_${system}`,
      header: 'authorization',
      keyId: 'kek_0',
      wrappedKey: Uint8Array.from(randomBytes(60)),
      sealed: Uint8Array.from(randomBytes(40)),
      rotatedAt: new Date(Date.now() - (more.age ?? 0) * 86_400_000),
      rotateAfterDays: more.rotateAfterDays ?? null,
      reach: more.reach ?? [],
    },
  });
}

test('every kind has its words, and what to do is an operation that there is', () => {
  expect(Object.keys(FINDINGS).sort()).toEqual([...FINDING_KINDS].sort());
  const known = operations.map(({ id }) => id);
  for (const { operation } of Object.values(FINDINGS)) expect(known).toContain(operation);
});

test('a group that a rule asks and in which nobody decides, until somebody does', async () => {
  await sql(
    `INSERT INTO users (id, email, name, roles) VALUES ('usr_gone', 'gone@example.com', 'Gone', '{auditor}')`,
  );
  await sql(
    `INSERT INTO approver_groups (id, name, created_at) VALUES ('apg_1', 'Payments', now()), ('apg_2', 'Unused', now())`,
  );
  await sql(`INSERT INTO approver_group_members VALUES ('apg_1', 'usr_gone')`);
  expect(await found('approver_group_empty')).toEqual([]);
  await sql(`INSERT INTO approval_rules (id, position, name, group_id) VALUES ('apr_1', 0, 'all', 'apg_1')`);
  expect(await found('approver_group_empty')).toEqual(['apg_1']);
  await sql(`UPDATE users SET roles = '{approver}' WHERE id = 'usr_gone'`);
  expect(await found('approver_group_empty')).toEqual([]);
  await sql(`UPDATE users SET disabled_at = now() WHERE id = 'usr_gone'`);
  expect(await found('approver_group_empty')).toEqual(['apg_1']);
  await sql(`DELETE FROM approval_rules`);
});

test('secrets: too old, without an age, able to do more, and of unknown reach', async () => {
  await secretAt('old', { age: 31, rotateAfterDays: 30, reach: ['a'] });
  await secretAt('young', { age: 29, rotateAfterDays: 30, reach: ['*'] });
  await secretAt('vague');
  await sql(
    `INSERT INTO tools (id, system_id, name, action_class, sensitivity, returns_untrusted, reversible, digest)
     VALUES ('old/a', 'old', 'a', 'read', 'internal', false, true, 'd')`,
  );
  expect(await found('secret_overdue')).toEqual(['old']);
  expect(await found('secret_ageless')).toEqual(['vague']);
  expect(await found('secret_reaches_more')).toEqual(['young']);
  expect(await found('secret_reach_unknown')).toEqual(['vague']);
  await sql(`UPDATE system_secrets SET reach = '{b,a,*}' WHERE system_id = 'old'`);
  const [first, second] = (await list({ kind: 'secret_reaches_more' })).items;
  expect(first).toMatchObject({ subject: { kind: 'system', id: 'old', name: 'OLD' }, detail: ['*', 'b'] });
  expect(first).toMatchObject({ severity: 'high', concerns: { email: 'ana@example.com' } });
  expect(second).toMatchObject({ subject: { id: 'young' }, detail: ['*'] });
  const [overdue] = (await list({ kind: 'secret_overdue' })).items;
  const days = (Date.now() - (overdue?.since.getTime() ?? 0)) / 86_400_000;
  expect(days).toBeGreaterThan(0.9);
  expect(days).toBeLessThan(1.1);
});

test('an entitlement counts as unused until a decision of the last days rests on it', async () => {
  const { entitlements } = await world.agent('clerk', { tools: ['contacts.search'] }, { tools: ['*'] });
  const [used, idle] = entitlements.map(({ id }) => id);
  expect(await found('entitlement_unused')).toEqual([]);
  await sql(`UPDATE entitlements SET starts_at = now() - interval '31 days' WHERE agent_id = 'clerk'`);
  expect((await found('entitlement_unused')).sort()).toEqual([used, idle].sort());

  const task = await world.task('clerk');
  const decide = (id: string, entitlement: string, outcome: string, daysAgo: number) =>
    sql(
      `INSERT INTO decisions (id, at, writer, seq, agent_id, task_id, tool_id, outcome, reason, record, hash)
       VALUES ('dec_${task.id.slice(4, 17)}${id}', now() - interval '${daysAgo} days', 'w', ${seq++}, 'clerk', '${task.id}',
               'crm/contacts.search', '${outcome}', 'granted',
               '{"answers":{"need":{"entitlement":"${entitlement}"}}}', '\\x00')`,
    );
  let seq = 1;
  await decide('0000000000001', String(used), 'deny', 0);
  await decide('0000000000002', String(used), 'allow', 31);
  expect(await found('entitlement_unused')).toHaveLength(2);
  await decide('0000000000003', String(used), 'allow', 1);
  expect(await found('entitlement_unused')).toEqual([idle]);
  const [finding] = (await list({ kind: 'entitlement_unused' })).items;
  expect(finding).toMatchObject({
    agent: 'clerk',
    subject: { kind: 'entitlement', name: 'CRM' },
    concerns: { email: 'ana@example.com' },
    remedy: { operation: 'revokeEntitlement' },
  });
  await sql(`UPDATE entitlements SET revoked_at = now() WHERE id = '${idle}'`);
  expect(await found('entitlement_unused')).toEqual([]);
});

test('an entitlement is broader than used by the tools that were not asked for, and says what was', async () => {
  const { entitlements } = await world.agent(
    'wide',
    { tools: ['contacts.*'], actionClasses: ['read', 'delete'], maxSensitivity: 'restricted' },
    { tools: ['contacts.search'] },
  );
  const [wide, exact] = entitlements.map(({ id }) => id);
  const use = (entitlement: unknown, daysAgo: number) =>
    sql(`INSERT INTO entitlement_uses VALUES ('${entitlement}', 'crm/contacts.search', 'read', now() - interval '${daysAgo} days')
         ON CONFLICT (entitlement_id, tool_id) DO UPDATE SET last_used_at = excluded.last_used_at`);
  await use(wide, 1);
  await use(exact, 1);
  expect(await found('entitlement_broad')).toEqual([]);
  await sql(`UPDATE entitlements SET starts_at = now() - interval '31 days' WHERE agent_id = 'wide'`);
  const [finding, ...others] = (await list({ kind: 'entitlement_broad' })).items;
  expect(others).toEqual([]);
  expect(finding).toMatchObject({
    subject: { id: wide },
    agent: 'wide',
    detail: ['contacts.delete'],
    used: { tools: ['contacts.search'], actionClasses: ['read'] },
    remedy: { operation: 'narrowEntitlement' },
  });
  expect((await list({ kind: 'entitlement_broad', count: 'true' })).total).toBe(1);
  // As many uses as tools say nothing where one of them was of a tool that is not covered any more.
  await sql(`INSERT INTO entitlement_uses VALUES ('${wide}', 'crm/gone', 'read', now())`);
  expect(await found('entitlement_broad')).toEqual([wide]);
  expect((await list({ kind: 'entitlement_broad', count: 'true' })).total).toBe(1);
  await sql(`INSERT INTO entitlement_uses VALUES ('${wide}', 'crm/contacts.delete', 'delete', now())`);
  expect(await list({ kind: 'entitlement_broad', count: 'true' })).toMatchObject({ items: [], total: 0 });
  await sql(`DELETE FROM entitlement_uses WHERE tool_id <> 'crm/contacts.search'`);
  expect(await found('entitlement_broad')).toEqual([wide]);
  // Used long ago is not used; and what was never used is another finding.
  await use(wide, 91);
  expect(await found('entitlement_broad')).toEqual([]);
  await sql(`UPDATE agents SET state = 'retired' WHERE id = 'wide'`);
});

test('what is kept of an entitlement’s breadth is believed only until anything changes that it rests on', async () => {
  const { entitlements } = await world.agent('kept', { tools: ['contacts.*'], actionClasses: ['read'] });
  const id = String(entitlements[0]?.id);
  await sql(`UPDATE entitlements SET starts_at = now() - interval '31 days' WHERE id = '${id}'`);
  const broad = async () => {
    const total = (await list({ kind: 'entitlement_broad', agent: 'kept', count: 'true' })).total;
    const rows = (await list({ kind: 'entitlement_broad', agent: 'kept' })).items;
    expect(total).toBe(rows.length);
    return total;
  };
  const tool = (name: string, actionClass: string) =>
    sql(
      `INSERT INTO tools (id, system_id, name, action_class, sensitivity, returns_untrusted, reversible, digest)
       VALUES ('crm/${name}', 'crm', '${name}', '${actionClass}', 'internal', false, true, 'd')`,
    );
  const use = (name: string, daysAgo: number) =>
    sql(
      `INSERT INTO entitlement_uses VALUES ('${id}', 'crm/${name}', 'read', now() - interval '${daysAgo} days')`,
    );
  expect(await broad()).toBe(0);
  await use('contacts.search', 1);
  expect(await broad()).toBe(0);

  // A tool comes, becomes another kind of tool, comes back, is used, and goes.
  await tool('contacts.list', 'read');
  expect(await broad()).toBe(1);
  await sql(`UPDATE tools SET action_class = 'write' WHERE id = 'crm/contacts.list'`);
  expect(await broad()).toBe(0);
  await sql(`UPDATE tools SET action_class = 'read' WHERE id = 'crm/contacts.list'`);
  expect(await broad()).toBe(1);
  await use('contacts.list', 89);
  expect(await broad()).toBe(0);
  await sql(
    `UPDATE entitlement_uses SET last_used_at = now() - interval '91 days' WHERE tool_id = 'crm/contacts.list'`,
  );
  expect(await broad()).toBe(1);
  await sql(`DELETE FROM tools WHERE id = 'crm/contacts.list'`);
  expect(await broad()).toBe(0);

  // The entitlement is narrowed to less than was used, and to what was.
  await tool('contacts.list', 'read');
  expect(await broad()).toBe(1);
  const { scope } = await readEntitlement(world.ctx, { id });
  await narrowEntitlement(
    world.ctx,
    NarrowEntitlementInput.parse({
      id,
      scope: { ...scope, tools: ['contacts.search'] },
      reason: 'as it is used',
    }),
  );
  expect(await broad()).toBe(0);
  await sql(`DELETE FROM entitlement_uses WHERE entitlement_id = '${id}'`);
  expect(await broad()).toBe(0);
  await sql(`DELETE FROM tools WHERE id = 'crm/contacts.list'`);
  await sql(`UPDATE agents SET state = 'retired' WHERE id = 'kept'`);
});

test('what is put in later, and bears an older time, is still taken in', async () => {
  const { entitlements } = await world.agent('late', { tools: ['contacts.search'] });
  const id = String(entitlements[0]?.id);
  await sql(`UPDATE entitlements SET starts_at = now() - interval '40 days' WHERE id = '${id}'`);
  expect(await found('entitlement_unused')).toContain(id);
  await sql(`UPDATE entitlement_use_state SET read_to = 'epoch'`);
  await sql(
    `INSERT INTO decisions (id, at, writer, seq, agent_id, tool_id, outcome, reason, record, hash)
     VALUES ('dec_000000000000000000000late1', now() - interval '20 days', 'late', 1, 'late', 'crm/contacts.search', 'allow',
             'granted', '{"answers":{"need":{"entitlement":"${id}"}}}', '\\x00')`,
  );
  expect(await found('entitlement_unused')).not.toContain(id);

  // So does what is committed a moment after something newer was read.
  const { entitlements: others } = await world.agent('slow', { tools: ['contacts.search'] });
  const other = String(others[0]?.id);
  await sql(`UPDATE entitlements SET starts_at = now() - interval '40 days' WHERE id = '${other}'`);
  const record = (name: string, seq: number, seconds: number, entitlement: string) =>
    sql(
      `INSERT INTO decisions (id, at, writer, seq, agent_id, tool_id, outcome, reason, record, hash)
       VALUES ('dec_000000000000000000000${name}', now() - interval '${seconds} seconds', 'late', ${seq}, 'slow',
               'crm/contacts.search', 'allow', 'granted', '{"answers":{"need":{"entitlement":"${entitlement}"}}}', '\\x00')`,
    );
  await record('slow1', 2, 0, id);
  expect(await found('entitlement_unused')).toContain(other);
  await record('slow2', 3, 60, other);
  expect(await found('entitlement_unused')).not.toContain(other);
  await sql(`UPDATE agents SET state = 'retired' WHERE id IN ('late', 'slow')`);
});

test('a tier below the floor, by the same rule as decisions, also through what a tool sets in motion', async () => {
  const reaching = { tools: ['contacts.delete'], actionClasses: ['delete'], maxSensitivity: 'restricted' };
  const { agent } = await world.agent('brave', reaching);
  expect(agent.riskTier).toBe('critical');
  expect(await found('tier_below_floor')).toContain('brave');
  const [finding] = (await list({ kind: 'tier_below_floor', agent: 'brave' })).items;
  expect(finding).toMatchObject({ detail: ['critical'], remedy: { operation: 'changeAgent' } });
  // Since the first entitlement that reaches so far, not since the first.
  const [harmless] = await world.prisma.entitlement.findMany({ where: { agentId: 'brave' } });
  if (harmless === undefined) throw new Error('it has one');
  const early = new Date(Date.now() - 9 * 86_400_000);
  await world.prisma.entitlement.create({
    data: {
      ...harmless,
      id: 'ent_0000000000000000000early1',
      arguments: {},
      tools: ['contacts.search'],
      startsAt: early,
    },
  });
  expect((await list({ kind: 'tier_below_floor', agent: 'brave' })).items[0]?.since).toEqual(
    harmless.startsAt,
  );
  await sql(`UPDATE agents SET risk_tier = 'critical' WHERE id = 'brave'`);
  expect(await found('tier_below_floor')).not.toContain('brave');

  await world.agent('starter', { tools: ['contacts.search'] });
  expect(await found('tier_below_floor')).not.toContain('starter');
  await createSystem(world.ctx, CreateSystemInput.parse(systemOf('robot')));
  await sql(
    `INSERT INTO tools (id, system_id, name, action_class, sensitivity, returns_untrusted, reversible, digest)
     VALUES ('robot/wipe', 'robot', 'wipe', 'execute', 'restricted', false, true, 'd')`,
  );
  await sql(`UPDATE tools SET triggers = '{robot}' WHERE id = 'crm/contacts.search'`);
  expect((await list({ kind: 'tier_below_floor', agent: 'starter' })).items[0]?.detail).toEqual(['critical']);
  await sql(`UPDATE tools SET triggers = '{}' WHERE id = 'crm/contacts.search'`);
  await sql(`UPDATE agents SET state = 'retired' WHERE id IN ('brave', 'starter')`);
});

test('tools: reviewed by nobody, and changed since', async () => {
  await sql(`UPDATE tools SET state = 'reviewed', reviewed_digest = digest WHERE id = 'crm/contacts.search'`);
  await sql(`UPDATE tools SET state = 'blocked' WHERE id = 'crm/contacts.delete'`);
  expect(await found('tool_unreviewed')).toEqual(['old/a', 'robot/wipe']);
  expect(await found('tool_changed')).toEqual([]);
  await sql(`UPDATE tools SET digest = 'other', state = 'unreviewed' WHERE id = 'crm/contacts.search'`);
  expect(await found('tool_changed')).toEqual(['crm/contacts.search']);
  expect(await found('tool_unreviewed')).not.toContain('crm/contacts.search');
});

test('no access outlives its task, and that is looked at: broken on purpose, it is found', async () => {
  await world.agent('brief', { tools: ['contacts.search'] });
  const task = await world.task('brief');
  const before = await countFindings(world.as('auditor'));
  expect(before.afterTask).toMatchObject({ alive: 0, tokens: 0 });
  expect(before.afterTask.grants).toBeGreaterThan(0);
  expect(before.total).toBe(before.kinds.reduce((sum, { count }) => sum + count, 0));

  // What the schema forbids, as if its triggers were gone.
  await world.asOwner(
    `ALTER TABLE tasks DISABLE TRIGGER USER; ALTER TABLE grants DISABLE TRIGGER USER;
     UPDATE tasks SET state = 'completed', ended_at = now() WHERE id = '${task.id}'`,
  );
  const after = await countFindings(world.ctx);
  expect(after.afterTask).toMatchObject({ grants: before.afterTask.grants, alive: 1 });
  const [finding] = (await list({ kind: 'access_after_task' })).items;
  expect(finding).toMatchObject({
    severity: 'high',
    agent: 'brief',
    subject: { kind: 'grant', id: task.grants[0]?.id },
  });
  await sql(`UPDATE grants SET revoked_at = now() WHERE task_id = '${task.id}'`);
  expect((await countFindings(world.ctx)).afterTask.alive).toBe(0);
  await world.asOwner(`ALTER TABLE tasks ENABLE TRIGGER USER; ALTER TABLE grants ENABLE TRIGGER USER`);
  await sql(`UPDATE agents SET state = 'retired' WHERE id = 'brief'`);
});

test('a list of one agent, or of one person, holds nothing else', async () => {
  const { items } = await list({ agent: 'clerk', limit: 200 });
  expect(items.length).toBeGreaterThan(0);
  for (const { subject, agent } of items) expect([agent, subject.id]).toContain('clerk');
  const ofAna = (await list({ owner: 'ANA@example.com', limit: 200, count: 'true' })).items;
  expect(ofAna.length).toBeGreaterThan(0);
  for (const { concerns } of ofAna) expect(concerns?.email).toBe('ana@example.com');
  expect((await list({ owner: 'nobody@example.com' })).items).toEqual([]);
});

test('agents: nobody answers, only one does, and silence', async () => {
  const make = (id: string, more: object) =>
    createAgent(world.ctx, CreateAgentInput.parse(agentOf(id, more)));
  await make('both', { backupOwner: 'ben@example.com' });
  await make('single', {});
  await make('orphan', { backupOwner: 'ben@example.com' });
  await sql(
    `UPDATE agents SET owner_id = (SELECT id FROM users WHERE name = 'eve'), backup_owner_id = NULL WHERE id = 'orphan'`,
  );
  expect(await found('agent_unowned')).toEqual(['orphan']);
  expect(await found('agent_single_owner')).toEqual(['clerk', 'single']);

  expect(await found('agent_dormant')).toEqual([]);
  await sql(
    `UPDATE agents SET created_at = now() - interval '31 days', state = 'active' WHERE id IN ('both', 'single')`,
  );
  await sql(`UPDATE agent_calls SET last_call_at = now() - interval '1 day' WHERE agent_id = 'single'`);
  expect(await found('agent_dormant')).toEqual(['both']);
  await sql(`UPDATE agents SET state = 'retired' WHERE id IN ('both', 'orphan')`);
  expect(await found('agent_dormant')).toEqual([]);
  expect(await found('agent_unowned')).toEqual([]);
});

test('keys without an end, or with a far one, until they are revoked', async () => {
  const make = async (name: string, expiresAt?: string) =>
    (await createApiKey(world.ctx, CreateApiKeyInput.parse({ name, roles: ['auditor'], expiresAt }))).id;
  const endless = await make('endless');
  const far = await make('far', inHours(24 * 91));
  await make('near', inHours(24 * 89));
  expect(await found('key_endless')).toEqual([endless]);
  expect(await found('key_long')).toEqual([far]);
  await revokeApiKey(world.ctx, { id: endless });
  expect(await found('key_endless')).toEqual([]);
});

test('the gravest come first, in pages without gap or repetition, with a total', async () => {
  const whole = await list({ limit: 200, count: 'true' });
  expect(whole.total).toBe(whole.items.length);
  expect(whole.nextCursor).toBeNull();
  const ranks = whole.items.map(({ kind }) => FINDING_KINDS.indexOf(kind));
  expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
  const paged: FindingView[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const page: Awaited<ReturnType<typeof list>> = await list({ limit: 2, ...(cursor !== '' && { cursor }) });
    paged.push(...page.items);
    cursor = page.nextCursor;
  }
  expect(paged).toEqual(whole.items);
  expect((await list({ severity: 'low' })).items.every(({ severity }) => severity === 'low')).toBe(true);
  expect(await list({ severity: 'low', kind: 'agent_unowned', count: 'true' })).toMatchObject({
    items: [],
    total: 0,
  });
});

test('of one agent only what stands at it and at its entitlements', async () => {
  const all = (await list({ limit: 200 })).items;
  for (const agent of ['clerk', 'single']) {
    const own = all.filter(
      (one) => one.agent === agent || (one.subject.kind === 'agent' && one.subject.id === agent),
    );
    expect(own.length).toBeGreaterThan(0);
    expect(await list({ limit: 200, agent, count: 'true' })).toMatchObject({ items: own, total: own.length });
  }
  expect((await list({ agent: 'nobody' })).items).toEqual([]);
});

test('every person may look, and no enforcement point', async () => {
  for (const role of ['approver', 'reviewer', 'auditor'] as const) {
    await listFindings(world.as(role), ListFindingsInput.parse({}));
  }
  await expect(listFindings(world.as('pep'), ListFindingsInput.parse({}))).rejects.toMatchObject({
    code: 'forbidden',
  });
  expect(FindingView.parse((await list()).items[0])).toBeDefined();
});
