import { afterAll, beforeAll, expect, test } from 'vitest';
import { CreateApiKeyInput, ListApiKeysInput } from '@/lib/contract/api-key';
import { type Database, openDatabase } from '@/lib/db/client';
import type { Role } from '@/lib/domain/role';
import { type FreshDatabase, freshDatabase } from '@/tests/setup/database';
import { type Ctx, systemActor } from '../context';
import { createUser } from '../user/create';
import { createApiKey } from './create';
import { listApiKeys } from './list';
import { readApiKey } from './read';
import { revokeApiKey } from './revoke';
import { rotateApiKey } from './rotate';
import { apiKeyHash } from './secret';

let fresh: FreshDatabase;
let db: Database;
let ctx: Ctx;

beforeAll(async () => {
  fresh = await freshDatabase();
  db = await openDatabase(fresh.url);
  const publicUrl = 'http://127.0.0.1:3000';
  ctx = { actor: systemActor('test'), prisma: db.prisma, requestId: 'r', ifMatch: null, publicUrl };
  const owner = await createUser(ctx, { email: 'ana@example.com', name: 'Ana', roles: ['approver'] });
  await db.prisma.system.create({
    data: {
      id: 'crm',
      name: 'CRM',
      kind: 'http',
      zone: 'internal',
      environment: 'test',
      sensitivity: 'internal',
    },
  });
  await db.prisma.agent.create({
    data: {
      id: 'invoice-bot',
      name: 'Invoice bot',
      purpose: 'Pays invoices',
      ownerId: owner.id,
      riskTier: 'low',
      autonomy: 'assisted',
      environment: 'test',
    },
  });
});
afterAll(async () => {
  await db.close();
  await fresh.drop();
});

const as = (role: Role): Ctx => ({ ...ctx, actor: { ...ctx.actor, roles: [role] } });
const input = (more: object) => CreateApiKeyInput.parse({ name: 'gateway', roles: ['auditor'], ...more });
const events = async (subjectId: string) =>
  db.prisma.auditEvent.findMany({ where: { subjectId }, orderBy: { id: 'asc' } });

test('a key is shown once, kept as a hash, and never audited', async () => {
  const { key, ...view } = await createApiKey(
    ctx,
    input({ roles: ['pep'], systems: ['crm'], agents: ['invoice-bot'], user: 'ana@example.com' }),
  );
  expect(key).toMatch(/^cdn_[A-Za-z0-9_-]{43}$/);
  expect(view).toMatchObject({
    hint: key.slice(-4),
    state: 'live',
    systems: ['crm'],
    agents: ['invoice-bot'],
    user: { email: 'ana@example.com' },
  });
  const row = await db.prisma.apiKey.findUniqueOrThrow({ where: { id: view.id } });
  expect(row.keyHash).toBe(apiKeyHash(key));
  expect(JSON.stringify(row)).not.toContain(key);
  expect(JSON.stringify(await readApiKey(ctx, { id: view.id }))).not.toContain(row.keyHash);
  const [event] = await events(view.id);
  expect(event?.event).toBe('api-key.created');
  expect(event?.record).not.toContain(key);
});

test.each([
  { name: 'a PEP key that is bound to nothing', more: { roles: ['pep'] }, field: 'systems' },
  { name: 'an unknown system', more: { roles: ['pep'], systems: ['crm', 'erp'] }, field: 'systems' },
  { name: 'an unknown agent', more: { roles: ['pep'], agents: ['ghost'] }, field: 'agents' },
  { name: 'a bound key that is no PEP', more: { systems: ['crm'] }, field: 'systems' },
  { name: 'an unknown person', more: { user: 'ghost@example.com' }, field: 'user' },
  { name: 'a role that the person lacks', more: { user: 'ana@example.com' }, field: 'roles' },
  { name: 'an end in the past', more: { expiresAt: new Date(0) }, field: 'expiresAt' },
])('$name is refused, naming $field', async ({ more, field }) => {
  const before = await db.prisma.apiKey.count();
  await expect(createApiKey(ctx, input(more))).rejects.toMatchObject({
    code: 'invalid_input',
    fields: [{ field }],
  });
  expect(await db.prisma.apiKey.count()).toBe(before);
});

test('rotating gives a new secret to the same key; of two at once one is lost loudly', async () => {
  const made = await createApiKey(ctx, input({}));
  // Both have read the key before either may write it.
  const both = await db.prisma.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT id FROM api_keys WHERE id = ${made.id} FOR UPDATE`;
    const started = [rotateApiKey(ctx, { id: made.id }), rotateApiKey(ctx, { id: made.id })];
    const settled = Promise.allSettled(started);
    while ((await waitingForALock()) < started.length);
    return { settled };
  });
  const results = await both.settled;
  const won = results.filter((one) => one.status === 'fulfilled').map((one) => one.value);
  expect(won).toHaveLength(1);
  expect(results.find((one) => one.status === 'rejected')).toMatchObject({
    reason: { code: 'changed_meanwhile' },
  });
  const row = await db.prisma.apiKey.findUniqueOrThrow({ where: { id: made.id } });
  expect(row).toMatchObject({ keyHash: apiKeyHash(won[0]?.key ?? ''), revision: 2 });
  await expect(rotateApiKey({ ...ctx, ifMatch: 1 }, { id: made.id })).rejects.toMatchObject({
    code: 'changed_meanwhile',
  });
  expect((await events(made.id)).filter((one) => one.event === 'api-key.rotated')).toHaveLength(1);
});

async function waitingForALock(): Promise<number> {
  const rows = await db.prisma.$queryRaw<{ count: number }[]>`
    SELECT count(DISTINCT pid)::int AS count FROM pg_locks JOIN pg_stat_activity USING (pid)
     WHERE datname = current_database() AND NOT granted`;
  return rows[0]?.count ?? 0;
}

test('revoking is done once and for good', async () => {
  const made = await createApiKey(ctx, input({}));
  const both = await Promise.allSettled([
    revokeApiKey(ctx, { id: made.id }),
    revokeApiKey(ctx, { id: made.id }),
  ]);
  expect(both.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
  expect(both.find((one) => one.status === 'rejected')).toMatchObject({
    reason: { reason: 'already_revoked' },
  });
  await expect(rotateApiKey(ctx, { id: made.id })).rejects.toMatchObject({ reason: 'not_live' });
  expect((await events(made.id)).filter((one) => one.event === 'api-key.revoked')).toHaveLength(1);
});

test('lists page, filter and count', async () => {
  const page = await listApiKeys(ctx, ListApiKeysInput.parse({ limit: 1, count: 'true' }));
  expect(page.items).toHaveLength(1);
  const rest = await listApiKeys(ctx, ListApiKeysInput.parse({ limit: 200, cursor: page.nextCursor ?? '' }));
  expect(1 + rest.items.length).toBe(page.total);
  const revoked = await listApiKeys(ctx, ListApiKeysInput.parse({ state: 'revoked' }));
  expect(revoked.items.map((one) => one.state)).toEqual(['revoked']);
  const peps = await listApiKeys(ctx, ListApiKeysInput.parse({ role: 'pep', state: 'live', q: 'GATE' }));
  expect(peps.items.map((one) => one.roles)).toEqual([['pep']]);
});

test.each(['approver', 'reviewer', 'auditor', 'pep'] as const)('%s has no say about keys', async (role) => {
  const { id } = await createApiKey(ctx, input({}));
  const refused = expect.objectContaining({ code: 'forbidden' });
  await expect(createApiKey(as(role), input({}))).rejects.toEqual(refused);
  await expect(rotateApiKey(as(role), { id })).rejects.toEqual(refused);
  await expect(revokeApiKey(as(role), { id })).rejects.toEqual(refused);
  await expect(listApiKeys(as(role), ListApiKeysInput.parse({}))).rejects.toEqual(refused);
  await expect(readApiKey(as(role), { id })).rejects.toEqual(refused);
});

test('what does not exist is not found', async () => {
  const id = 'key_00000000000000000000000000';
  const missing = expect.objectContaining({ code: 'not_found' });
  for (const verb of [readApiKey, rotateApiKey, revokeApiKey])
    await expect(verb(ctx, { id })).rejects.toEqual(missing);
});
