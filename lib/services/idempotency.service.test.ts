import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, openDatabase } from '@/lib/db/client';
import { provideDatabase } from '@/lib/db/runtime';
import { systemActor } from '@/lib/services/context';
import { type FreshDatabase, freshDatabase } from '@/tests/setup/database';
import { POST as createKey } from '../../app/api/v1/api-keys/route';
import { GET as readMe } from '../../app/api/v1/me/route';
import { GET as readTool } from '../../app/api/v1/tools/[...id]/route';
import { POST as createUser } from '../../app/api/v1/users/route';
import { createApiKey } from './api-key/create';

let fresh: FreshDatabase;
let db: Database;
let key: string;

beforeAll(async () => {
  fresh = await freshDatabase();
  db = await openDatabase(fresh.url);
  provideDatabase(db);
  const ctx = {
    actor: systemActor('test'),
    prisma: db.prisma,
    requestId: 't',
    ifMatch: null,
    publicUrl: 'http://x',
  };
  key = (await createApiKey(ctx, { name: 'admin', roles: ['admin'], systems: [], agents: [] })).key;
});
afterAll(async () => {
  await db.close();
  await fresh.drop();
});

const none = { params: Promise.resolve(undefined) };
const post = (path: string, body: unknown, idempotencyKey: string) =>
  new Request(`http://127.0.0.1${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      'idempotency-key': idempotencyKey,
    },
    body: JSON.stringify(body),
  });

test('a route without parameters is served, though Next hands it none', async () => {
  const request = new Request('http://127.0.0.1/api/v1/me', { headers: { authorization: `Bearer ${key}` } });
  expect((await readMe(request, none)).status).toBe(200);
});

test('a path that is not percent-encoded text is the caller’s mistake', async () => {
  const request = new Request('http://127.0.0.1/api/v1/tools/x', {
    headers: { authorization: `Bearer ${key}` },
  });
  const answer = await readTool(request, { params: Promise.resolve({ id: ['%E0%A4%A'] }) });
  expect(answer.status).toBe(400);
});

test('twenty twins at once do the deed once, and all get its answer', async () => {
  const body = { email: 'ida@example.com', name: 'Ida', roles: ['auditor'] };
  const answers = await Promise.all(
    Array.from({ length: 20 }, async () => {
      const response = await createUser(post('/api/v1/users', body, 'one'), none);
      return { status: response.status, id: ((await response.json()) as { id: string }).id };
    }),
  );
  expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
  expect(await db.prisma.auditEvent.count({ where: { event: 'user.created' } })).toBe(1);
});

test('the same key with another input is a conflict, and changes nothing', async () => {
  const other = { email: 'jo@example.com', name: 'Jo', roles: ['auditor'] };
  const response = await createUser(post('/api/v1/users', other, 'one'), none);
  expect(response.status).toBe(409);
  expect(await db.prisma.user.count({ where: { email: 'jo@example.com' } })).toBe(0);
});

test('a deed that failed leaves no claim', async () => {
  const taken = { email: 'ida@example.com', name: 'Kim', roles: ['auditor'] };
  expect((await createUser(post('/api/v1/users', taken, 'two'), none)).status).toBe(409);
  const free = { ...taken, email: 'kim@example.com' };
  expect((await createUser(post('/api/v1/users', free, 'two'), none)).status).toBe(201);
});

test('a secret that was shown once is neither kept nor shown again', async () => {
  const body = { name: 'gate', roles: ['auditor'] };
  const first = await createKey(post('/api/v1/api-keys', body, 'three'), none);
  const shown = ((await first.json()) as { key: string }).key;
  expect(shown).toMatch(/^cdn_/);
  const second = await createKey(post('/api/v1/api-keys', body, 'three'), none);
  expect(second.status).toBe(409);
  expect(await second.json()).toMatchObject({ reason: 'shown_once' });
  const kept = JSON.stringify(await db.prisma.idempotencyKey.findMany());
  expect(kept).not.toContain(shown);
});
