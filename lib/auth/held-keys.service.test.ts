import { afterAll, beforeAll, expect, test } from 'vitest';
import { CreateApiKeyInput } from '@/lib/contract/api-key';
import { type Inventory, openInventory } from '@/lib/services/agent/inventory.fixture';
import { createApiKey } from '@/lib/services/api-key/create';
import { rotateApiKey } from '@/lib/services/api-key/rotate';
import type { Ctx } from '@/lib/services/context';
import { createStop } from '@/lib/services/stop/create';
import { releaseStop } from '@/lib/services/stop/release';
import { createUser } from '@/lib/services/user/create';
import { findKeyActor } from './api-key';

let world: Inventory;
const people: Record<string, string> = {};
beforeAll(async () => {
  world = await openInventory();
  for (const name of ['kim', 'lee', 'max']) {
    people[name] = (await createUser(world.ctx, { email: `${name}@example.com`, name, roles: ['admin'] })).id;
  }
});
afterAll(() => world.close());

/** Somebody in a session of their own. */
function as(name: string): Ctx {
  const id = people[name] ?? '';
  return { ...world.ctx, actor: { ...world.ctx.actor, kind: 'user', id, userId: id } };
}
async function holding(key: string): Promise<Ctx> {
  const actor = await findKeyActor(world.prisma, key);
  if (actor === null) throw new Error('the key is not live');
  return { ...world.ctx, actor };
}
const keyOf = (ctx: Ctx, user: string | undefined) =>
  createApiKey(
    ctx,
    CreateApiKeyInput.parse({
      name: `of ${user}`,
      roles: ['admin'],
      ...(user !== undefined && { user: `${user}@example.com` }),
    }),
  );
const release = (ctx: Ctx, id: string) => releaseStop(ctx, { id, reason: 'It is over' });

test('INVARIANT (two-persons): nobody confirms their own request by a key that was shown to them', async () => {
  const { id } = await createStop(world.ctx, { target: { kind: 'everything' }, reason: 'An incident' });
  await release(as('kim'), id);
  const made = await keyOf(as('kim'), 'lee');
  const nobodys = await keyOf(as('kim'), undefined);
  const byNobody = await keyOf(await holding(nobodys.key), 'max');
  const own = await keyOf(as('max'), 'max');
  const rotated = await rotateApiKey(as('kim'), { id: own.id });
  for (const { key } of [made, byNobody, rotated]) {
    await expect(release(await holding(key), id)).rejects.toMatchObject({ reason: 'needs_second_person' });
  }
  expect((await world.prisma.stop.findUniqueOrThrow({ where: { id } })).releasedAt).toBeNull();
  // What somebody made for themself is theirs.
  const theirs = await keyOf(as('lee'), 'lee');
  expect((await release(await holding(theirs.key), id)).state).toBe('released');
});

test('who asked with somebody else’s key does not confirm as themself; keys of the command line are of whom they are for', async () => {
  const { id } = await createStop(world.ctx, { target: { kind: 'everything' }, reason: 'Another one' });
  const made = await keyOf(as('kim'), 'lee');
  await release(await holding(made.key), id);
  await expect(release(as('kim'), id)).rejects.toMatchObject({ reason: 'needs_second_person' });
  const given = await keyOf(world.ctx, 'max');
  expect((await release(await holding(given.key), id)).state).toBe('released');
});
