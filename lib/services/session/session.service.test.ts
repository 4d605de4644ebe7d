import { afterAll, beforeAll, expect, test } from 'vitest';
import { findSession } from '@/lib/auth/session';
import { ListSessionsInput } from '@/lib/contract/session';
import type { Role } from '@/lib/domain/role';
import type { Ctx } from '../context';
import { World } from '../task/world.fixture';
import { newSessionSecret, sessionIdOf } from '../user/session-secret';
import { endOneSession } from './end';
import { listSessions } from './list';

let world: World;
beforeAll(async () => {
  world = await World.create();
  for (const name of ['ben', 'eve']) {
    const person = { id: `usr_${name}`, email: `${name}@example.org`, name, roles: ['auditor' as const] };
    await world.prisma.user.create({ data: person });
  }
});
afterAll(() => world.drop());

/** Somebody with a session of their own, as their next request would come. */
async function signedIn(
  name: 'ada' | 'ben' | 'eve',
  minutesAgo = 0,
): Promise<{ ctx: Ctx; id: string; secret: string }> {
  const secret = newSessionSecret();
  const id = sessionIdOf(secret);
  const now = await world.now();
  await world.prisma.session.create({
    data: {
      id,
      userId: `usr_${name}`,
      lastSeenAt: new Date(now.getTime() - minutesAgo * 60_000),
      expiresAt: new Date(now.getTime() + 3_600_000),
      address: '127.0.0.1',
    },
  });
  const roles: Role[] = name === 'ada' ? ['admin'] : ['auditor'];
  const ctx = world.as(roles);
  const actor = { ...ctx.actor, id: `usr_${name}`, userId: `usr_${name}`, sessionId: id };
  return { ctx: { ...ctx, actor }, id, secret };
}
const list = (ctx: Ctx, input: object = {}) => listSessions(ctx, ListSessionsInput.parse(input));
const ids = async (ctx: Ctx, input: object = {}) => (await list(ctx, input)).items.map(({ id }) => id);

test('people see their own sessions, and which of them this is; admins see everybody’s', async () => {
  const [ben, other, eve, ada] = [
    await signedIn('ben'),
    await signedIn('ben', 40),
    await signedIn('eve'),
    await signedIn('ada'),
  ];
  const { items, total } = await list(ben.ctx, { count: 'true' });
  expect(total).toBe(2);
  expect(items).toMatchObject([
    { id: ben.id, isCurrent: true, state: 'live', address: '127.0.0.1', user: { email: 'ben@example.org' } },
    { id: other.id, isCurrent: false, state: 'idle' },
  ]);
  expect(await ids(ben.ctx, { state: 'live' })).toEqual([ben.id]);
  expect(await ids(ben.ctx, { state: 'over' })).toEqual([other.id]);
  for (const input of [
    { all: 'true' },
    { user: 'eve@example.org' },
    { user: 'ada@example.org', all: 'true' },
  ]) {
    await expect(list(ben.ctx, input)).rejects.toMatchObject({ code: 'forbidden' });
  }
  expect(await ids(ada.ctx, { all: 'true' })).toEqual(
    expect.arrayContaining([ben.id, other.id, eve.id, ada.id]),
  );
  expect(await ids(ada.ctx, { user: 'eve@example.org' })).toEqual([eve.id]);
  // A key that was made for nobody has no sessions.
  expect(await ids(world.as(['auditor']))).toEqual([]);
});

test('pages of sessions hold together', async () => {
  const { ctx } = await signedIn('ada');
  const seen: string[] = [];
  for (let cursor: string | undefined, more = true; more; ) {
    const page = await list(ctx, { all: 'true', limit: 2, cursor });
    seen.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor ?? undefined;
    more = cursor !== undefined;
  }
  expect(seen).toEqual(await ids(ctx, { all: 'true' }));
});

test('an ended session opens nothing from the next request on, and says who ended it', async () => {
  const [ada, ben] = [await signedIn('ada'), await signedIn('ben')];
  expect(await findSession(world.prisma, ben.secret)).not.toBeNull();
  expect(await endOneSession(ada.ctx, { id: ben.id })).toMatchObject({ id: ben.id, state: 'ended' });
  expect(await findSession(world.prisma, ben.secret)).toBeNull();
  const event = await world.prisma.auditEvent.findFirstOrThrow({ where: { subjectId: ben.id } });
  expect(event).toMatchObject({ event: 'session.ended', actorId: 'usr_ada' });
  expect(JSON.parse(event.record).details).toMatchObject({ why: 'ended_by_admin', user: 'usr_ben' });
  await expect(endOneSession(ada.ctx, { id: ben.id })).rejects.toMatchObject({ reason: 'already_ended' });
});

test('people end their own; another’s is not there for them, and stays', async () => {
  const [ben, eve] = [await signedIn('ben'), await signedIn('eve')];
  await expect(endOneSession(ben.ctx, { id: eve.id })).rejects.toMatchObject({ code: 'not_found' });
  expect(await findSession(world.prisma, eve.secret)).not.toBeNull();
  expect(await world.eventsAbout(eve.id)).toEqual([]);
  // Nor does a key that was made for nobody reach one.
  await expect(endOneSession(world.as(['auditor']), { id: eve.id })).rejects.toMatchObject({
    code: 'not_found',
  });
  expect(await endOneSession(eve.ctx, { id: eve.id })).toMatchObject({ state: 'ended', isCurrent: true });
  expect(await findSession(world.prisma, eve.secret)).toBeNull();
});

test('enforcement points have nothing to do with sessions', async () => {
  const pep = world.as(['pep'], { agents: ['bot'] });
  await expect(list(pep)).rejects.toMatchObject({ code: 'forbidden' });
  await expect(endOneSession(pep, { id: 'a'.repeat(64) })).rejects.toMatchObject({ code: 'forbidden' });
});
