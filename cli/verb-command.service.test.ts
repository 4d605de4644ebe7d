import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, openDatabase } from '@/lib/db/client';
import { parseEnvironment } from '@/lib/environment';
import { apiKeyHash } from '@/lib/services/api-key/secret';
import { findPasswordLink } from '@/lib/services/user/find-password-link';
import { type FreshDatabase, freshDatabase } from '@/tests/setup/database';
import { command as createKey } from './api-key-create';
import type { CliSession, Command } from './command';
import { command as release } from './release';
import { command as stop } from './stop';
import { command as createPerson } from './user-create';

let fresh: FreshDatabase;
let db: Database;

beforeAll(async () => {
  fresh = await freshDatabase();
  db = await openDatabase(fresh.url);
});
afterAll(async () => {
  await db.close();
  await fresh.drop();
});

/** Runs a command and answers its exit code with all that it printed as its result. */
async function run(command: Command, ...args: string[]): Promise<{ code: number; out: string[] }> {
  const out: string[] = [];
  const session: CliSession = {
    environment: parseEnvironment({ CORDON_URL: 'https://cordon.example' }),
    databaseUrl: async () => fresh.url,
    out: (text) => void out.push(text),
    say: () => {},
  };
  return { code: await command.run(args, session), out };
}

test('user create prints the link alone', async () => {
  const args = [
    'create',
    '--email',
    'Ana@Example.com',
    '--name',
    'Ana',
    '--role',
    'admin',
    '--role',
    'auditor',
  ];
  const { code, out } = await run(createPerson, ...args);
  expect(code).toBe(0);
  expect(out).toEqual([expect.stringMatching(/^https:\/\/cordon\.example\/set-password\?token=[\w-]{43}$/)]);
  const token = new URL(out[0] ?? '').searchParams.get('token') ?? '';
  expect((await findPasswordLink(db.prisma, token))?.user.email).toBe('ana@example.com');
});

test('api-key create prints the key alone', async () => {
  const args = ['create', '--name', 'ci', '--role', 'auditor', '--user', 'ana@example.com'];
  const { code, out } = await run(createKey, ...args);
  expect(code).toBe(0);
  const [key = ''] = out;
  expect(out).toHaveLength(1);
  const row = await db.prisma.apiKey.findUniqueOrThrow({ where: { keyHash: apiKeyHash(key) } });
  expect(row).toMatchObject({ name: 'ci', roles: ['auditor'], systemIds: [], agentIds: [] });
});

test.each([
  { name: 'no verb', command: createPerson, args: [] },
  { name: 'an unknown option', command: createPerson, args: ['create', '--password', 'x'] },
  {
    name: 'an unknown role',
    command: createPerson,
    args: ['create', '--email', 'b@c.de', '--name', 'B', '--role', 'king'],
  },
  {
    name: 'a role that is not for people',
    command: createPerson,
    args: ['create', '--email', 'b@c.de', '--name', 'B', '--role', 'pep'],
  },
  { name: 'a key without a role', command: createKey, args: ['create', '--name', 'x'] },
])('$name is answered with the usage', async ({ command, args }) => {
  await expect(run(command, ...args)).rejects.toMatchObject({ name: 'UsageError' });
});

test('what the verb refuses prints no result', async () => {
  await expect(run(createKey, 'create', '--name', 'x', '--role', 'pep')).rejects.toMatchObject({
    code: 'invalid_input',
  });
});

test('stop prints the id with which release lets it go again', async () => {
  const { out } = await run(stop, 'tier', 'critical', '--reason', 'something is wrong');
  const [id = ''] = out;
  expect(await db.prisma.stop.findUniqueOrThrow({ where: { id } })).toMatchObject({
    kind: 'tier',
    targetId: 'critical',
    releasedAt: null,
  });
  expect(await run(release, id, '--reason', 'it was a drill')).toEqual({ code: 0, out: [id] });
  expect((await db.prisma.stop.findUniqueOrThrow({ where: { id } })).releasedAt).not.toBeNull();
});

test('stop takes a target as one word, lists what is in force, and releases it', async () => {
  const { out } = await run(stop, 'tier:high', '--reason', 'something is wrong');
  const [id = ''] = out;
  const [line = ''] = (await run(stop, 'list')).out;
  expect(line.split('\t')).toEqual([
    id,
    'tier:high',
    'in_force',
    expect.stringMatching(/^20.*Z$/),
    'cli',
    'something is wrong',
  ]);
  expect((await run(stop, 'release', id, '--reason', 'it was a drill')).out).toEqual([id]);
  expect((await run(stop, 'list')).out).toEqual(['']);
});

test('a command line is no person: it releases everything only by breaking the glass, which is recorded', async () => {
  const { out } = await run(stop, 'everything', '--reason', 'an incident');
  const [id = ''] = out;
  await expect(run(stop, 'release', id, '--reason', 'over')).rejects.toMatchObject({
    reason: 'needs_person',
  });
  expect((await db.prisma.stop.findUniqueOrThrow({ where: { id } })).releasedAt).toBeNull();
  expect((await run(stop, 'release', id, '--reason', 'over', '--break-glass')).out).toEqual([id]);
  const events = await db.prisma.auditEvent.findMany({ where: { subjectId: id }, orderBy: { id: 'asc' } });
  expect(events.map(({ event }) => event)).toEqual(['stop.created', 'stop.released_alone']);
});

test('a stop without a reason, or of nothing, is not understood and changes nothing', async () => {
  await expect(run(stop, 'tier', 'critical')).rejects.toThrow('reason');
  await expect(run(stop, 'everybody', '--reason', 'x')).rejects.toThrow('target.kind');
  expect(await db.prisma.stop.count({ where: { releasedAt: null } })).toBe(0);
});
