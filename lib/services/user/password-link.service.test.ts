import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, openDatabase } from '@/lib/db/client';
import { type FreshDatabase, freshDatabase } from '@/tests/setup/database';
import { type Ctx, systemActor } from '../context';
import { changeUser } from './change';
import { createUser } from './create';
import { disableUser } from './disable';
import { findPasswordLink } from './find-password-link';
import { firstAdminLink } from './first-admin-link';
import { resetPassword } from './reset-password';
import { setPassword } from './set-password';
import { beforeSignIn, signInWithPassword } from './sign-in-with-password';

const ORIGIN = 'http://127.0.0.1:3000';
const PASSWORD = 'tall ships sail at noon';
const VOID = expect.objectContaining({ code: 'refused', reason: 'link_void' });
const from = { address: '10.9.9.9', userAgent: null };

let fresh: FreshDatabase;
let db: Database;
let admin: Ctx;
let nobody: Ctx;
let count = 0;

beforeAll(async () => {
  fresh = await freshDatabase();
  db = await openDatabase(fresh.url);
  const base = { prisma: db.prisma, requestId: 'r', publicUrl: ORIGIN };
  admin = { ...base, actor: systemActor('test'), ifMatch: null };
  nobody = beforeSignIn(base);
});
afterAll(async () => {
  await db.close();
  await fresh.drop();
});

const tokenOf = (url: string): string => new URL(url).searchParams.get('token') ?? '';

async function invited() {
  count += 1;
  const user = await createUser(admin, { email: `p${count}@example.com`, name: 'Ana', roles: ['auditor'] });
  const link = await resetPassword(admin, { id: user.id });
  return { user, token: tokenOf(link.url), link };
}

// The first test needs an empty table of people.
test('the first admin gets a link until one can sign in; only the newest works', async () => {
  const links = await Promise.all([firstAdminLink(fresh.url, ORIGIN), firstAdminLink(fresh.url, ORIGIN)]);
  const newest = await firstAdminLink(fresh.url, ORIGIN);
  expect(newest).toMatch(/^http:\/\/127\.0\.0\.1:3000\/set-password\?token=[A-Za-z0-9_-]{43}$/);
  expect(await db.prisma.user.findMany()).toMatchObject([
    { email: 'admin@cordon.local', name: 'Administrator', roles: ['admin'] },
  ]);
  for (const link of links) {
    await expect(setPassword(nobody, { token: tokenOf(link ?? ''), password: PASSWORD })).rejects.toEqual(
      VOID,
    );
  }
  expect(await setPassword(nobody, { token: tokenOf(newest ?? ''), password: PASSWORD })).toEqual({
    email: 'admin@cordon.local',
  });
  expect(await firstAdminLink(fresh.url, ORIGIN)).toBeNull();
});

test('when nobody is left who can administer, the start offers a link again', async () => {
  const first = await db.prisma.user.findUniqueOrThrow({ where: { email: 'admin@cordon.local' } });
  const other = await createUser(admin, { email: 'boss@example.com', name: 'Boss', roles: ['admin'] });
  await changeUser(admin, { id: first.id, roles: [] });
  const link = await firstAdminLink(fresh.url, ORIGIN);
  expect((await findPasswordLink(db.prisma, tokenOf(link ?? '')))?.user.id).toBe(other.id);
});

test('a link sets a password once, ends sessions, unlocks, and is audited; only its hash is kept', async () => {
  const { user, token, link } = await invited();
  expect(
    link.expiresAt.getTime() -
      (await db.prisma.passwordLink.findFirstOrThrow({ where: { userId: user.id } })).createdAt.getTime(),
  ).toBe(24 * 3_600_000);
  await setPassword(nobody, { token, password: PASSWORD });
  expect(await signInWithPassword(nobody, { email: user.email, password: PASSWORD }, from)).not.toBeNull();
  await expect(setPassword(nobody, { token, password: `${PASSWORD}!` })).rejects.toEqual(VOID);

  const again = await resetPassword(admin, { id: user.id });
  for (let i = 0; i < 10; i += 1) {
    const origin = { address: `10.8.${count}.${i}`, userAgent: null };
    await signInWithPassword(nobody, { email: user.email, password: 'wrong wrong wrong' }, origin);
  }
  await setPassword(nobody, { token: tokenOf(again.url), password: `${PASSWORD}!` });
  expect(await db.prisma.session.count({ where: { userId: user.id, endedAt: null } })).toBe(0);
  expect(
    await signInWithPassword(nobody, { email: user.email, password: `${PASSWORD}!` }, from),
  ).not.toBeNull();

  const rows = await db.prisma.auditEvent.findMany({ where: { subjectId: user.id } });
  expect(rows.filter((row) => row.event === 'user.password-set')).toHaveLength(2);
  expect(rows.map((row) => row.record).join()).not.toContain(token);
  expect(JSON.stringify(await db.prisma.passwordLink.findMany())).not.toContain(token);
});

test('of twenty uses of one link at once exactly one sets the password', async () => {
  const { user, token } = await invited();
  const uses = await Promise.allSettled(
    Array.from({ length: 20 }, (_, i) => setPassword(nobody, { token, password: `${PASSWORD} ${i}` })),
  );
  const winners = uses.flatMap((use, i) => (use.status === 'fulfilled' ? [i] : []));
  expect(winners).toHaveLength(1);
  for (const use of uses) if (use.status === 'rejected') expect(use.reason).toEqual(VOID);
  const password = `${PASSWORD} ${winners[0]}`;
  expect(await signInWithPassword(nobody, { email: user.email, password }, from)).not.toBeNull();
});

test.each([
  {
    name: 'is replaced by a newer one',
    end: async ({ user }: Awaited<ReturnType<typeof invited>>) => {
      await resetPassword(admin, { id: user.id });
    },
  },
  {
    name: 'has ended by the clock of the database',
    end: async ({ user }: Awaited<ReturnType<typeof invited>>) => {
      await db.prisma
        .$executeRaw`UPDATE password_links SET expires_at = clock_timestamp() - interval '1 second' WHERE user_id = ${user.id}`;
    },
  },
  {
    name: 'belongs to a disabled person',
    end: async ({ user }: Awaited<ReturnType<typeof invited>>) => {
      await disableUser(admin, { id: user.id });
    },
  },
])('a link that $name is void', async ({ end }) => {
  const link = await invited();
  expect(await findPasswordLink(db.prisma, link.token)).toMatchObject({ user: { email: link.user.email } });
  await end(link);
  expect(await findPasswordLink(db.prisma, link.token)).toBeNull();
  await expect(setPassword(nobody, { token: link.token, password: PASSWORD })).rejects.toEqual(VOID);
});

test('a poor password is refused by name and does not spend the link', async () => {
  const { token } = await invited();
  await expect(setPassword(nobody, { token, password: 'short' })).rejects.toMatchObject({
    code: 'invalid_input',
    fields: [{ field: 'password' }],
  });
  await setPassword(nobody, { token, password: PASSWORD });
});

test.each(['', 'x', 'a'.repeat(43), '\u0000'.repeat(43)])('%j is no link', async (token) => {
  await expect(setPassword(nobody, { token, password: PASSWORD })).rejects.toEqual(VOID);
});
