import { encode } from 'next-auth/jwt';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { CreateApiKeyInput } from '@/lib/contract/api-key';
import { type Database, openDatabase } from '@/lib/db/client';
import { provideDatabase } from '@/lib/db/runtime';
import { createApiKey } from '@/lib/services/api-key/create';
import { revokeApiKey } from '@/lib/services/api-key/revoke';
import { rotateApiKey } from '@/lib/services/api-key/rotate';
import { type Ctx, systemActor } from '@/lib/services/context';
import { databaseNow } from '@/lib/services/transaction';
import { changeUser } from '@/lib/services/user/change';
import { createUser } from '@/lib/services/user/create';
import { disableUser } from '@/lib/services/user/disable';
import { enableUser } from '@/lib/services/user/enable';
import { endSession } from '@/lib/services/user/session-end';
import { sessionIdOf } from '@/lib/services/user/session-secret';
import { startSession } from '@/lib/services/user/session-start';
import { type FreshDatabase, freshDatabase } from '@/tests/setup/database';
import { noteUse } from './api-key';
import { contextFor } from './context';

const URL_ = 'https://cordon.example';
const SECRET = 'a secret of more than thirty-two bytes';

let fresh: FreshDatabase;
let db: Database;
let ctx: Ctx;
let people = 0;

beforeAll(async () => {
  vi.stubEnv('CORDON_URL', URL_);
  vi.stubEnv('NEXTAUTH_SECRET', SECRET);
  fresh = await freshDatabase();
  db = await openDatabase(fresh.url);
  provideDatabase(db);
  ctx = { actor: systemActor('test'), prisma: db.prisma, requestId: 'r', ifMatch: null, publicUrl: URL_ };
  await createUser(ctx, { email: 'first@example.com', name: 'First', roles: ['admin'] });
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await db.close();
  await fresh.drop();
});

/** A signed-in admin of the test's own. */
async function signedIn() {
  people += 1;
  const email = `person${people}@example.com`;
  const user = await createUser(ctx, { email, name: `Person ${people}`, roles: ['admin', 'auditor'] });
  const origin = { address: '127.0.0.1', userAgent: null };
  const { secret } = await db.prisma.$transaction(async (tx) =>
    startSession(tx, ctx, await databaseNow(tx), user, 'password', origin),
  );
  return { user, secret, id: sessionIdOf(secret), cookie: await sealed(secret) };
}
const sealed = async (sid: string) =>
  `__Host-cordon.session=${await encode({ token: { sid }, secret: SECRET })}`;

const asks = (headers: Record<string, string>, method = 'GET') =>
  contextFor(new Request(`${URL_}/api/v1/me`, { method, headers }), 'r');
const refusal = (code: string) => expect.objectContaining({ code });
const UNKNOWN = refusal('unauthenticated');

test('a live session speaks for its person, with the roles of this moment', async () => {
  const { user, cookie } = await signedIn();
  const { actor, publicUrl } = await asks({ cookie });
  expect(actor).toMatchObject({ kind: 'user', id: user.id, userId: user.id, roles: ['admin', 'auditor'] });
  expect(publicUrl).toBe(URL_);

  await changeUser(ctx, { id: user.id, roles: ['auditor'] });
  expect((await asks({ cookie })).actor.roles).toEqual(['auditor']);
});

test('without cookie and key nobody is known', async () => {
  await expect(asks({})).rejects.toEqual(UNKNOWN);
  await expect(asks({ cookie: '__Host-cordon.session=garbage' })).rejects.toEqual(UNKNOWN);
  await expect(asks({ cookie: await sealed('A'.repeat(43)) })).rejects.toEqual(UNKNOWN);
});

test('signing out acts at the next request, and is audited', async () => {
  const { secret, id, cookie } = await signedIn();
  await asks({ cookie });
  expect(await endSession(ctx, secret, 'signed_out')).toBe(true);
  await expect(asks({ cookie })).rejects.toEqual(UNKNOWN);
  expect(await endSession(ctx, secret, 'signed_out')).toBe(false);
  const events = await db.prisma.auditEvent.findMany({ where: { subjectId: id }, orderBy: { id: 'asc' } });
  expect(events.map((one) => one.event).sort()).toEqual(['session.ended', 'session.started']);
});

test('disabling acts at the next request; enabling does not bring the session back', async () => {
  const { user, cookie } = await signedIn();
  await disableUser(ctx, { id: user.id });
  await expect(asks({ cookie })).rejects.toEqual(UNKNOWN);
  await enableUser(ctx, { id: user.id });
  await expect(asks({ cookie })).rejects.toEqual(UNKNOWN);
});

test('a session goes idle after 30 minutes by the clock of the database', async () => {
  const { id, cookie } = await signedIn();
  const seen = (minutes: number) => db.prisma.$executeRaw`
    UPDATE sessions SET last_seen_at = clock_timestamp() - make_interval(mins => ${minutes}::int) WHERE id = ${id}`;
  await seen(29);
  await asks({ cookie });
  const noted = await db.prisma.session.findUniqueOrThrow({ where: { id } });
  expect((await databaseNow(db.prisma)).getTime() - noted.lastSeenAt.getTime()).toBeLessThan(60_000);
  await seen(31);
  await expect(asks({ cookie })).rejects.toEqual(UNKNOWN);
  await expect(asks({ cookie })).rejects.toEqual(UNKNOWN);
});

test('being seen is noted at most once a minute', async () => {
  const { id, cookie } = await signedIn();
  const before = await db.prisma.session.findUniqueOrThrow({ where: { id } });
  await asks({ cookie });
  expect(await db.prisma.session.findUniqueOrThrow({ where: { id } })).toEqual(before);
});

test('a session ends after 12 hours, however busy it is', async () => {
  const { id, cookie } = await signedIn();
  const { createdAt, expiresAt } = await db.prisma.session.findUniqueOrThrow({ where: { id } });
  expect(expiresAt.getTime() - createdAt.getTime()).toBe(12 * 3_600_000);
  await db.prisma
    .$executeRaw`UPDATE sessions SET expires_at = clock_timestamp() - interval '1 second' WHERE id = ${id}`;
  await expect(asks({ cookie })).rejects.toEqual(UNKNOWN);
});

test('a change with a cookie must come from our own pages', async () => {
  const { cookie } = await signedIn();
  await asks({ cookie, 'sec-fetch-site': 'same-origin' }, 'POST');
  await asks({ cookie, origin: URL_ }, 'POST');
  const elsewhere: Record<string, string>[] = [
    {},
    { origin: 'null' },
    { origin: 'https://evil.example' },
    { 'sec-fetch-site': 'cross-site' },
  ];
  for (const from of elsewhere) {
    await expect(asks({ cookie, ...from }, 'POST')).rejects.toEqual(refusal('forbidden'));
  }
});

const keyInput = (more: object) => CreateApiKeyInput.parse({ name: 'test', roles: ['auditor'], ...more });
const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

test('a key speaks for itself, without a look at the cookie or the origin', async () => {
  const { cookie } = await signedIn();
  const { id, key } = await createApiKey(ctx, keyInput({}));
  const { actor } = await asks({ ...bearer(key), cookie, 'sec-fetch-site': 'cross-site' }, 'POST');
  expect(actor).toEqual({
    kind: 'api_key',
    id,
    name: 'test',
    roles: ['auditor'],
    userId: null,
    keyGivenTo: null,
    systemIds: [],
    agentIds: [],
  });
});

test('a wrong key is not helped out by a good cookie', async () => {
  const { cookie } = await signedIn();
  for (const authorization of ['Bearer x', `Bearer cdn_${'a'.repeat(43)}`, 'Basic YTpi', '']) {
    await expect(asks({ authorization, cookie })).rejects.toEqual(UNKNOWN);
  }
});

test('revoked, rotated, expired: the key is worth nothing at the next request', async () => {
  const one = await createApiKey(ctx, keyInput({}));
  await asks(bearer(one.key));
  await revokeApiKey(ctx, { id: one.id });
  await expect(asks(bearer(one.key))).rejects.toEqual(UNKNOWN);

  const two = await createApiKey(ctx, keyInput({}));
  const { key } = await rotateApiKey(ctx, { id: two.id });
  await expect(asks(bearer(two.key))).rejects.toEqual(UNKNOWN);
  expect((await asks(bearer(key))).actor.id).toBe(two.id);

  const three = await createApiKey(ctx, keyInput({ expiresAt: new Date(Date.now() + 3_600_000) }));
  await asks(bearer(three.key));
  await db.prisma
    .$executeRaw`UPDATE api_keys SET expires_at = clock_timestamp() - interval '1 second' WHERE id = ${three.id}`;
  await expect(asks(bearer(three.key))).rejects.toEqual(UNKNOWN);
});

test("a person's key loses what the person loses", async () => {
  const { user } = await signedIn();
  const { key } = await createApiKey(ctx, keyInput({ roles: ['admin', 'auditor'], user: user.email }));
  expect((await asks(bearer(key))).actor).toMatchObject({ userId: user.id, roles: ['admin', 'auditor'] });
  await changeUser(ctx, { id: user.id, roles: ['auditor'] });
  expect((await asks(bearer(key))).actor.roles).toEqual(['auditor']);
  await disableUser(ctx, { id: user.id });
  await expect(asks(bearer(key))).rejects.toEqual(UNKNOWN);
});

test('the use of a key is noted at most once a minute', async () => {
  const { id } = await createApiKey(ctx, keyInput({}));
  await noteUse(db.prisma, id);
  const first = await db.prisma.apiKeyUse.findUniqueOrThrow({ where: { keyId: id } });
  await noteUse(db.prisma, id);
  expect(await db.prisma.apiKeyUse.findUniqueOrThrow({ where: { keyId: id } })).toEqual(first);
  await db.prisma.$executeRaw`
    UPDATE api_key_uses SET last_used_at = last_used_at - interval '2 minutes' WHERE key_id = ${id}`;
  await noteUse(db.prisma, id);
  const third = await db.prisma.apiKeyUse.findUniqueOrThrow({ where: { keyId: id } });
  expect(third.lastUsedAt.getTime()).toBeGreaterThan(first.lastUsedAt.getTime());
});
