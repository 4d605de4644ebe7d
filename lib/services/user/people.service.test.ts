import { afterAll, beforeAll, expect, test } from 'vitest';
import { ListUsersInput } from '@/lib/contract/user';
import { type Database, openDatabase } from '@/lib/db/client';
import type { Role } from '@/lib/domain/role';
import { type FreshDatabase, freshDatabase } from '@/tests/setup/database';
import { type Ctx, systemActor } from '../context';
import { changeUser } from './change';
import { createUser } from './create';
import { disableUser } from './disable';
import { enableUser } from './enable';
import { listUsers } from './list';
import { readUser } from './read';
import { readMe } from './read-me';
import { resetPassword } from './reset-password';

let fresh: FreshDatabase;
let db: Database;
let ctx: Ctx;
let count = 0;

beforeAll(async () => {
  fresh = await freshDatabase();
  db = await openDatabase(fresh.url);
  const publicUrl = 'http://127.0.0.1:3000';
  ctx = { actor: systemActor('test'), prisma: db.prisma, requestId: 'r', ifMatch: null, publicUrl };
});
afterAll(async () => {
  await db.close();
  await fresh.drop();
});

const as = (role: Role): Ctx => ({ ...ctx, actor: { ...ctx.actor, roles: [role] } });
const code = (value: string) => expect.objectContaining({ code: value });
const reason = (value: string) => expect.objectContaining({ reason: value });

async function person(roles: ('admin' | 'auditor')[] = ['auditor']) {
  count += 1;
  return createUser(ctx, { email: `p${count}@example.com`, name: `Person ${count}`, roles });
}
const events = async (subjectId: string) =>
  (await db.prisma.auditEvent.findMany({ where: { subjectId }, orderBy: { id: 'asc' } })).map(
    (one) => one.event,
  );

test('creating leaves a person without a password, and an audit row', async () => {
  const made = await person();
  expect(made).toMatchObject({ disabled: false, signIn: [], source: 'manual', revision: 1 });
  expect(await events(made.id)).toEqual(['user.created']);
  await expect(createUser(ctx, { email: made.email, name: 'Twin', roles: [] })).rejects.toEqual(
    reason('email_taken'),
  );
});

test('a person is read by id and by address, and no view has a hash', async () => {
  const made = await person();
  await db.prisma.user.update({ where: { id: made.id }, data: { passwordHash: 'scrypt$secret' } });
  expect(await readUser(ctx, { id: made.email.toUpperCase() })).toMatchObject({
    id: made.id,
    signIn: ['password'],
  });
  expect(JSON.stringify(await readUser(ctx, { id: made.id }))).not.toContain('scrypt');
  await expect(readUser(ctx, { id: 'nobody@example.com' })).rejects.toEqual(code('not_found'));
});

test('a change bumps the revision; another revision than the one that was read is refused', async () => {
  const made = await person();
  const changed = await changeUser({ ...ctx, ifMatch: 1 }, { id: made.id, name: 'New name' });
  expect(changed).toMatchObject({ name: 'New name', revision: 2 });
  await expect(changeUser({ ...ctx, ifMatch: 1 }, { id: made.id, name: 'Lost' })).rejects.toEqual(
    code('changed_meanwhile'),
  );
  await expect(changeUser(ctx, { id: made.id })).rejects.toEqual(code('invalid_input'));
  expect(await events(made.id)).toEqual(['user.created', 'user.changed']);
});

test('of two changes at once with the same revision one is lost loudly', async () => {
  const made = await person();
  const both = await Promise.allSettled(
    ['one', 'two'].map((name) => changeUser({ ...ctx, ifMatch: 1 }, { id: made.id, name })),
  );
  expect(both.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
  expect(both.find((one) => one.status === 'rejected')).toMatchObject({
    reason: { code: 'changed_meanwhile' },
  });
});

test('disable and enable are done once each, and leave their rows', async () => {
  const made = await person();
  const both = await Promise.allSettled([
    disableUser(ctx, { id: made.id }),
    disableUser(ctx, { id: made.id }),
  ]);
  expect(both.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
  expect(both.find((one) => one.status === 'rejected')).toMatchObject({
    reason: { reason: 'already_disabled' },
  });
  await expect(resetPassword(ctx, { id: made.id })).rejects.toEqual(reason('disabled'));
  await enableUser(ctx, { id: made.id });
  await expect(enableUser(ctx, { id: made.id })).rejects.toEqual(reason('not_disabled'));
  expect(await events(made.id)).toEqual(['user.created', 'user.disabled', 'user.enabled']);
});

test('the last enabled admin stays one, also when two take each other away at once', async () => {
  const [one, two] = [await person(['admin']), await person(['admin'])];
  const results = await Promise.allSettled([
    disableUser(ctx, { id: one.id }),
    changeUser(ctx, { id: two.id, roles: ['auditor'] }),
  ]);
  expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
  expect(results.find((result) => result.status === 'rejected')).toMatchObject({
    reason: { reason: 'last_admin' },
  });
  const left = await db.prisma.user.findMany({ where: { roles: { has: 'admin' }, disabledAt: null } });
  expect(left).toHaveLength(1);
  const last = left[0]?.id ?? '';
  await expect(disableUser(ctx, { id: last })).rejects.toEqual(reason('last_admin'));
  await expect(changeUser(ctx, { id: last, roles: [] })).rejects.toEqual(reason('last_admin'));
  expect(await changeUser(ctx, { id: last, name: 'Still here' })).toMatchObject({ roles: ['admin'] });
});

test('lists page, filter and count', async () => {
  const page = await listUsers(ctx, ListUsersInput.parse({ limit: 2, count: 'true' }));
  expect(page.items).toHaveLength(2);
  expect(page.total).toBe(await db.prisma.user.count());
  const next = await listUsers(ctx, ListUsersInput.parse({ limit: 200, cursor: page.nextCursor ?? '' }));
  const emails = [...page.items, ...next.items].map((one) => one.email);
  expect(emails).toEqual([...emails].sort());
  expect(emails).toHaveLength(page.total ?? 0);
  const disabled = await listUsers(ctx, ListUsersInput.parse({ disabled: 'true' }));
  expect(disabled.items.every((one) => one.disabled)).toBe(true);
  const found = await listUsers(ctx, ListUsersInput.parse({ q: 'P1@EX', role: 'auditor' }));
  expect(found.items.map((one) => one.email)).toEqual(['p1@example.com']);
});

test.each(['approver', 'reviewer', 'auditor', 'pep'] as const)('%s may change nobody', async (role) => {
  const made = await person();
  const refused = code('forbidden');
  await expect(createUser(as(role), { email: 'x@example.com', name: 'X', roles: [] })).rejects.toEqual(
    refused,
  );
  await expect(changeUser(as(role), { id: made.id, roles: ['admin'] })).rejects.toEqual(refused);
  await expect(disableUser(as(role), { id: made.id })).rejects.toEqual(refused);
  await expect(enableUser(as(role), { id: made.id })).rejects.toEqual(refused);
  await expect(resetPassword(as(role), { id: made.id })).rejects.toEqual(refused);
  if (role === 'pep') await expect(listUsers(as(role), ListUsersInput.parse({}))).rejects.toEqual(refused);
  else await listUsers(as(role), ListUsersInput.parse({}));
});

test('everybody who is known may ask who they are', async () => {
  const made = await person();
  const me = { ...as('pep'), actor: { ...as('pep').actor, kind: 'api_key' as const, userId: made.id } };
  expect(await readMe(me)).toMatchObject({ kind: 'api_key', email: made.email, roles: ['pep'] });
});
