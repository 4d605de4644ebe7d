import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CreateAgentInput } from '@/lib/contract/agent';
import { CreateApiKeyInput } from '@/lib/contract/api-key';
import { FindingView, findingOperations, ListFindingsInput } from '@/lib/contract/finding';
import { operations } from '@/lib/contract/operations';
import { CreateSystemInput } from '@/lib/contract/system';
import { FINDING_KINDS, FINDINGS } from '@/lib/domain/finding';
import { createAgent } from '../agent/create';
import { agentOf, type Inventory, inHours, openInventory, systemOf } from '../agent/inventory.fixture';
import { createApiKey } from '../api-key/create';
import { revokeApiKey } from '../api-key/revoke';
import { createSystem } from '../system/create';
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
