import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  CreateEntitlementInput,
  ListEntitlementsInput,
  NarrowEntitlementInput,
} from '@/lib/contract/entitlement';
import { freshId } from '@/lib/db/new-id';
import { entitlementOf, type Inventory, inHours, openInventory, scopeOf } from '../agent/inventory.fixture';
import { createEntitlement } from './create';
import { listEntitlements } from './list';
import { narrowEntitlement } from './narrow';
import { readEntitlement } from './read';
import { revokeEntitlement } from './revoke';

let world: Inventory;
beforeAll(async () => {
  world = await openInventory();
  await world.agent('bot');
});
afterAll(() => world.close());

const reason = 'no longer needed';
const wide = { tools: ['*'], actionClasses: ['read', 'write', 'delete'], maxSensitivity: 'restricted' };
const narrow = (id: string, more: object) =>
  narrowEntitlement(world.ctx, NarrowEntitlementInput.parse({ id, reason, ...more }));
/** An agent with one wide entitlement and a task that was granted all of it. */
async function granted(agent: string, more: object = {}) {
  await world.agent(agent);
  const { id } = await world.entitlement(agent, { scope: scopeOf(wide), ...more });
  const task = await world.task(agent, { actionClasses: ['read', 'write', 'delete'] });
  const [grant] = await world.prisma.grant.findMany({ where: { taskId: task.id } });
  if (grant === undefined) throw new Error('the task was given no grant');
  const version = async () =>
    (await world.prisma.taskLive.findUniqueOrThrow({ where: { taskId: task.id } })).version;
  return {
    id,
    grant: () => world.prisma.grant.findUniqueOrThrow({ where: { id: grant.id } }),
    grantId: grant.id,
    startsAt: grant.startsAt,
    version,
  };
}

test('is created with its audit row, live at once', async () => {
  const scope = scopeOf({ arguments: { limit: { max: 10, otherwise: 'clamp' } } });
  const made = await world.entitlement('bot', { scope, activation: 'approval' });
  expect(made).toMatchObject({
    agent: 'bot',
    activation: 'approval',
    state: 'live',
    liveGrants: 0,
    revision: 1,
  });
  expect(made.scope).toEqual({ ...scope, resources: [] });
  expect(await readEntitlement(world.ctx, { id: made.id })).toEqual(made);
  expect(await world.events(made.id)).toMatchObject([
    { event: 'entitlement.created', details: { agent: 'bot', reason: 'needs it' } },
  ]);
});

const bad = [
  { field: 'agent', more: { agent: 'nobody' } },
  { field: 'scope.system', more: { scope: scopeOf({ system: 'nowhere' }) } },
  { field: 'endsAt', more: { endsAt: inHours(-1) } },
  { field: 'endsAt', more: { endsAt: inHours(401 * 24) } },
];
for (const { field, more } of bad) {
  test(`refused for its ${field}, and nothing is written`, async () => {
    const before = await world.prisma.entitlement.count();
    await expect(world.entitlement('bot', more)).rejects.toMatchObject({
      code: 'invalid_input',
      fields: [{ field }],
    });
    expect(await world.prisma.entitlement.count()).toBe(before);
  });
}

test('may be longer than the tier grants for: each grant is cut to the tier of its moment', async () => {
  expect(await world.entitlement('bot', { maxTtlSeconds: 30 * 24 * 3600 })).toMatchObject({ state: 'live' });
});

test('refuses who may not', async () => {
  const { id } = await world.entitlement('bot');
  for (const role of ['approver', 'reviewer', 'auditor', 'pep'] as const) {
    const ctx = world.as(role);
    const forbidden = { code: 'forbidden' };
    await expect(
      createEntitlement(ctx, CreateEntitlementInput.parse(entitlementOf('bot'))),
    ).rejects.toMatchObject(forbidden);
    await expect(narrowEntitlement(ctx, { id, maxTtlSeconds: 1, reason })).rejects.toMatchObject(forbidden);
    await expect(revokeEntitlement(ctx, { id, reason })).rejects.toMatchObject(forbidden);
  }
  expect(await world.events(id)).toHaveLength(1);
});

test('revoking it revokes the live grants taken from it, and decisions take notice', async () => {
  const { id, grant, grantId, version } = await granted('revoked');
  const before = await version();
  expect(await readEntitlement(world.ctx, { id })).toMatchObject({ liveGrants: 1 });
  const revoked = await revokeEntitlement(world.ctx, { id, reason });
  expect(revoked).toMatchObject({ state: 'revoked', revokeReason: reason, liveGrants: 0, revision: 2 });
  expect(await grant()).toMatchObject({ revokedAt: revoked.revokedAt, revokeReason: reason });
  expect((await version()) > before).toBe(true);
  expect((await world.events(id)).at(-1)).toEqual({
    event: 'entitlement.revoked',
    details: { reason, revokedGrants: [grantId] },
  });
  await expect(revokeEntitlement(world.ctx, { id, reason })).rejects.toMatchObject({ code: 'conflict' });
  await expect(narrow(id, { maxTtlSeconds: 1 })).rejects.toMatchObject({ code: 'refused' });
});

test('narrowing it cuts the live grants taken from it, and decisions take notice', async () => {
  const { id, grant, grantId, version, startsAt } = await granted('cut');
  const before = await version();
  const scope = scopeOf({
    tools: ['contacts.*'],
    actionClasses: ['read', 'delete'],
    maxSensitivity: 'confidential',
  });
  const narrowed = await narrow(id, { scope, maxTtlSeconds: 300 });
  expect(narrowed).toMatchObject({ state: 'live', maxTtlSeconds: 300, liveGrants: 1, revision: 2 });
  expect(await grant()).toMatchObject({
    tools: ['contacts.*'],
    actionClasses: ['read', 'delete'],
    maxSensitivity: 'confidential',
    endsAt: new Date(startsAt.getTime() + 300_000),
    revokedAt: null,
    revision: 2,
  });
  expect((await version()) > before).toBe(true);
  expect((await world.events(id)).at(-1)).toMatchObject({
    event: 'entitlement.narrowed',
    details: { reason, narrowedGrants: [grantId], revokedGrants: [], before: { maxTtlSeconds: 600 } },
  });
});

test('a grant of which nothing is left is revoked, one that fits already is left alone', async () => {
  const none = await granted('none-left');
  await world.prisma.grant.update({ where: { id: none.grantId }, data: { actionClasses: ['write'] } });
  await narrow(none.id, { scope: scopeOf({ ...wide, actionClasses: ['read', 'delete'] }) });
  expect(await none.grant()).toMatchObject({ revokeReason: reason });
  expect((await world.events(none.id)).at(-1)?.details).toMatchObject({ revokedGrants: [none.grantId] });

  const fits = await granted('fits');
  await narrow(fits.id, { endsAt: inHours(5) });
  expect(await fits.grant()).toMatchObject({ revision: 1, revokedAt: null });
});

test('thousands of grants are cut in one step, each to its own end', async () => {
  const { id, grantId, grant } = await granted('many');
  const { id: _, ...like } = await grant();
  const rows = Array.from({ length: 3000 }, (_row, i) => ({
    ...like,
    arguments: {},
    id: freshId('grt', new Date(like.startsAt.getTime() + i)),
    // Their ends, ten seconds after one another, lie on both sides of the new longest time.
    endsAt: new Date(like.startsAt.getTime() + 60_000 + (i % 50) * 10_000),
  }));
  await world.prisma.grant.createMany({ data: rows });
  const scope = scopeOf({ ...wide, actionClasses: ['read', 'delete'] });
  await narrow(id, { scope, maxTtlSeconds: 300 });
  const after = await world.prisma.grant.findMany({ where: { entitlementId: id } });
  const most = like.startsAt.getTime() + 300_000;
  for (const row of after) {
    const was = rows.find((one) => one.id === row.id)?.endsAt ?? like.endsAt;
    expect(row).toMatchObject({ actionClasses: ['read', 'delete'], revision: 2, revokedAt: null });
    expect(row.endsAt.getTime()).toBe(Math.min(was.getTime(), most));
  }
  const narrowedGrants = [grantId, ...rows.map((row) => row.id)].sort();
  expect((await world.events(id)).at(-1)?.details).toMatchObject({ narrowedGrants });
});

test('an earlier end of it is an earlier end of its grants', async () => {
  const { id, grant } = await granted('shorter');
  const endsAt = new Date(Date.now() + 120_000);
  await narrow(id, { endsAt: endsAt.toISOString() });
  expect((await grant()).endsAt).toEqual(endsAt);
  await expect(narrow(id, { endsAt: inHours(-1) })).rejects.toMatchObject({ fields: [{ field: 'endsAt' }] });
});

test('nothing is made wider, and a refused narrowing changes nothing', async () => {
  const { id, grant } = await granted('wider');
  const before = await readEntitlement(world.ctx, { id });
  for (const more of [
    { scope: scopeOf({ ...wide, actionClasses: ['read', 'send'] }) },
    { scope: scopeOf({ ...wide, system: 'nowhere' }) },
    { maxTtlSeconds: 601 },
    { endsAt: inHours(7) },
  ]) {
    await expect(narrow(id, more)).rejects.toMatchObject({ code: 'refused', reason: 'wider' });
  }
  expect(await readEntitlement(world.ctx, { id })).toEqual(before);
  expect(await grant()).toMatchObject({ revision: 1 });
  expect(NarrowEntitlementInput.safeParse({ id, reason }).error?.issues[0]?.path).toEqual(['scope']);
});

test('an argument’s rule is tightened although the database keeps its members in another order', async () => {
  const { id } = await world.entitlement('bot', {
    scope: scopeOf({ arguments: { limit: { required: true, min: 1, max: 100, otherwise: 'clamp' } } }),
  });
  const tighter = scopeOf({ arguments: { limit: { otherwise: 'clamp', max: 10, min: 1, required: true } } });
  expect((await narrow(id, { scope: tighter })).scope.arguments.limit).toMatchObject({ max: 10 });
});

test('the loser of a race changes nothing', async () => {
  const { id, grant } = await granted('race');
  await expect(narrowEntitlement(world.seen(9), { id, maxTtlSeconds: 1, reason })).rejects.toMatchObject({
    code: 'changed_meanwhile',
  });
  const late = world.meanwhile(`UPDATE entitlements SET revision = revision + 1 WHERE id = '${id}'`, () =>
    narrow(id, { maxTtlSeconds: 1 }),
  );
  await expect(late).rejects.toMatchObject({ code: 'changed_meanwhile' });
  const twice = world.meanwhile(
    `UPDATE entitlements SET revision = revision + 1, revoked_at = now() WHERE id = '${id}'`,
    () => revokeEntitlement(world.ctx, { id, reason }),
  );
  await expect(twice).rejects.toMatchObject({ code: 'conflict' });
  expect(await grant()).toMatchObject({ revision: 1, revokedAt: null });
  expect(await world.events(id)).toHaveLength(1);
});

test('lists the newest first, with filters', async () => {
  await world.agent('listed');
  const first = await world.entitlement('listed');
  const second = await world.entitlement('listed', { activation: 'approval' });
  await revokeEntitlement(world.ctx, { id: first.id, reason });
  const list = async (more: object) =>
    (await listEntitlements(world.ctx, ListEntitlementsInput.parse({ agent: 'listed', ...more }))).items.map(
      ({ id }) => id,
    );
  expect(await list({})).toEqual([second.id, first.id]);
  expect(await list({ live: 'true' })).toEqual([second.id]);
  expect(await list({ live: 'false' })).toEqual([first.id]);
  expect(await list({ activation: 'automatic' })).toEqual([first.id]);
  expect(await list({ system: 'nowhere' })).toEqual([]);
  const page = await listEntitlements(
    world.ctx,
    ListEntitlementsInput.parse({ agent: 'listed', limit: '1', count: 'true' }),
  );
  expect(page).toMatchObject({ items: [{ id: second.id }], total: 2 });
  expect(await list({ cursor: page.nextCursor ?? '' })).toEqual([first.id]);
});
