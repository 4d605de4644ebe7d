import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, openDatabase } from '@/lib/db/client';
import { type FreshDatabase, freshDatabase } from '@/tests/setup/database';
import { type Ctx, systemActor } from '../context';
import { createUser } from './create';
import { disableUser } from './disable';
import { hashPassword } from './password-hash';
import { sessionIdOf } from './session-secret';
import { type OidcClaims, signInWithOidc } from './sign-in-with-oidc';
import { beforeSignIn, signInWithPassword } from './sign-in-with-password';

const PASSWORD = 'tall ships sail at noon';

let fresh: FreshDatabase;
let db: Database;
let admin: Ctx;
let nobody: Ctx;
let hash: string;
let count = 0;

beforeAll(async () => {
  fresh = await freshDatabase();
  db = await openDatabase(fresh.url);
  const base = { prisma: db.prisma, requestId: 'r', publicUrl: 'http://127.0.0.1:3000' };
  admin = { ...base, actor: systemActor('test'), ifMatch: null };
  nobody = beforeSignIn(base);
  hash = await hashPassword(PASSWORD);
});
afterAll(async () => {
  await db.close();
  await fresh.drop();
});

/** A person with a password, and a network of the test's own. */
async function person() {
  count += 1;
  const email = `ana${count}@example.com`;
  const user = await createUser(admin, { email, name: 'Ana', roles: ['auditor'] });
  await db.prisma.user.update({ where: { id: user.id }, data: { passwordHash: hash } });
  return { user, email, origin: { address: `10.0.${count}.1`, userAgent: 'test' } };
}
const TOO_MANY = expect.objectContaining({ code: 'too_many_requests' });
const events = (subjectId: string) =>
  db.prisma.auditEvent.findMany({ where: { subjectId }, orderBy: { id: 'asc' } });

test('the right password starts a session of twelve hours, kept by its hash', async () => {
  const { user, email, origin } = await person();
  const signedIn = await signInWithPassword(
    nobody,
    { email: ` ${email.toUpperCase()}`, password: PASSWORD },
    origin,
  );
  expect(signedIn?.user).toEqual({ id: user.id, name: 'Ana', email });
  const secret = signedIn?.secret ?? '';
  expect(secret).toMatch(/^[A-Za-z0-9_-]{43}$/);
  const row = await db.prisma.session.findUniqueOrThrow({ where: { id: sessionIdOf(secret) } });
  expect(row).toMatchObject({ userId: user.id, address: origin.address, userAgent: 'test', endedAt: null });
  const [event] = await events(row.id);
  expect(event).toMatchObject({ event: 'session.started', actorKind: 'user', actorId: user.id });
  expect(event?.record).not.toContain(secret);
});

test('a wrong password, a disabled person and an unknown address are told alike', async () => {
  const { user, email, origin } = await person();
  const attempt = (to: string, password: string) =>
    signInWithPassword(nobody, { email: to, password }, origin);
  expect(await attempt(email, 'tall ships sail at night')).toBeNull();
  expect(await attempt('nobody@example.com', PASSWORD)).toBeNull();
  await disableUser(admin, { id: user.id });
  expect(await attempt(email, PASSWORD)).toBeNull();
  expect(await db.prisma.session.count({ where: { userId: user.id } })).toBe(0);
  const refused = (await events(user.id)).filter((one) => one.event === 'session.refused');
  expect(refused).toHaveLength(2);
});

test('ten failures lock the account, from any network, without telling whether it exists', async () => {
  const { email } = await person();
  for (const to of [email, `ghost.of.${email}`]) {
    for (let i = 0; i < 10; i += 1) {
      const origin = { address: `192.168.${count}.${i}`, userAgent: null };
      expect(
        await signInWithPassword(nobody, { email: to, password: 'wrong wrong wrong' }, origin),
      ).toBeNull();
    }
    count += 1;
    const elsewhere = { address: `172.16.0.${count}`, userAgent: null };
    await expect(signInWithPassword(nobody, { email: to, password: PASSWORD }, elsewhere)).rejects.toEqual(
      TOO_MANY,
    );
  }
});

test('ten failures lock the network, for any account, and a success in between does not unlock it', async () => {
  const { email, origin } = await person();
  for (let i = 0; i < 10; i += 1) {
    const to = `guess${i}.${email}`;
    expect(await signInWithPassword(nobody, { email: to, password: 'wrong wrong wrong' }, origin)).toBeNull();
    if (i === 5)
      expect(await signInWithPassword(nobody, { email, password: PASSWORD }, origin)).not.toBeNull();
  }
  await expect(signInWithPassword(nobody, { email, password: PASSWORD }, origin)).rejects.toEqual(TOO_MANY);
});

test('thirty guesses at once get no more than ten looks at the password', async () => {
  const { user, email, origin } = await person();
  const guesses = await Promise.allSettled(
    Array.from({ length: 30 }, (_, i) =>
      signInWithPassword(nobody, { email, password: `wrong guess number ${i}` }, origin),
    ),
  );
  expect(guesses.filter((one) => one.status === 'fulfilled')).toHaveLength(10);
  expect((await events(user.id)).filter((one) => one.event === 'session.refused')).toHaveLength(10);
});

test('the lock ends after 15 minutes by the clock of the database; a success clears the account', async () => {
  const { email, origin } = await person();
  const fail = () => signInWithPassword(nobody, { email, password: 'wrong wrong wrong' }, origin);
  for (let i = 0; i < 10; i += 1) await fail();
  await expect(fail()).rejects.toEqual(TOO_MANY);
  await db.prisma.$executeRaw`UPDATE sign_in_failures SET at = at - interval '16 minutes'`;
  for (let i = 0; i < 9; i += 1) await fail();
  const elsewhere = { ...origin, address: null };
  expect(await signInWithPassword(nobody, { email, password: PASSWORD }, elsewhere)).not.toBeNull();
  expect(await signInWithPassword(nobody, { email, password: 'wrong wrong wrong' }, elsewhere)).toBeNull();
});

test('who is disabled while the password is looked at does not get in', async () => {
  const { user, email, origin } = await person();
  const results = await Promise.all([
    ...Array.from({ length: 5 }, () => signInWithPassword(nobody, { email, password: PASSWORD }, origin)),
    disableUser(admin, { id: user.id }),
  ]);
  expect(results).toHaveLength(6);
  expect(await db.prisma.session.count({ where: { userId: user.id, endedAt: null } })).toBe(0);
});

const claims = (more: Partial<OidcClaims>): OidcClaims => ({
  issuer: 'https://id.example',
  subject: `sub${count}`,
  email: null,
  emailVerified: false,
  ...more,
});

test('single sign-on links an enabled person by verified address once, then goes by subject', async () => {
  const { user, email, origin } = await person();
  const first = await signInWithOidc(
    nobody,
    claims({ email: email.toUpperCase(), emailVerified: true }),
    origin,
  );
  expect(first?.user.id).toBe(user.id);
  // The address at the provider no longer matters.
  const second = await signInWithOidc(nobody, claims({ email: 'other@example.com' }), origin);
  expect(second?.user.id).toBe(user.id);
  expect((await events(user.id)).map((one) => one.event)).toContain('user.linked');
});

test.each([
  { name: 'an unknown person', more: { email: 'stranger@example.com', emailVerified: true } },
  { name: 'an address that is not verified', more: { mine: true, emailVerified: false } },
  { name: 'a subject of another issuer', more: { issuer: 'https://evil.example' }, linked: true },
  {
    name: 'a second subject for the same person',
    more: { mine: true, emailVerified: true, subject: 'x2' },
    linked: true,
  },
])('single sign-on refuses $name', async ({ more, linked }) => {
  const { user, email, origin } = await person();
  if (linked === true) await signInWithOidc(nobody, claims({ email, emailVerified: true }), origin);
  const { mine, ...rest } = more as { mine?: boolean } & Partial<OidcClaims>;
  const sent = claims({ ...rest, ...(mine === true && { email }) });
  expect(await signInWithOidc(nobody, sent, origin)).toBeNull();
  expect(await db.prisma.session.count({ where: { userId: user.id } })).toBe(linked === true ? 1 : 0);
});

test('single sign-on refuses a linked person who is disabled, and never links one', async () => {
  const { user, email, origin } = await person();
  const sent = claims({ email, emailVerified: true });
  await signInWithOidc(nobody, sent, origin);
  await disableUser(admin, { id: user.id });
  expect(await signInWithOidc(nobody, sent, origin)).toBeNull();
  const other = await person();
  await disableUser(admin, { id: other.user.id });
  expect(
    await signInWithOidc(nobody, claims({ email: other.email, emailVerified: true }), origin),
  ).toBeNull();
});
