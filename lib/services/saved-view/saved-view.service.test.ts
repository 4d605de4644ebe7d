import { afterAll, beforeAll, expect, test } from 'vitest';
import { CreateSavedViewInput } from '@/lib/contract/saved-view';
import { MAX_SAVED_VIEWS } from '@/lib/domain/saved-view';
import { type Inventory, openInventory } from '../agent/inventory.fixture';
import type { Ctx } from '../context';
import { createSavedView } from './create';
import { listSavedViews } from './list';
import { removeSavedView } from './remove';

let world: Inventory;
let ana: Ctx;
let ben: Ctx;
beforeAll(async () => {
  world = await openInventory();
  const of = async (name: string): Promise<Ctx> => {
    const { id } = await world.prisma.user.findUniqueOrThrow({ where: { email: `${name}@example.com` } });
    const ctx = world.as('auditor');
    return { ...ctx, actor: { ...ctx.actor, id, userId: id } };
  };
  ana = await of('ana');
  ben = await of('ben');
});
afterAll(() => world.close());

const input = (name: string, query: object = { tier: 'high', sort: '-tier', cols: 'tier,owner' }) =>
  CreateSavedViewInput.parse({ list: 'agents', name, query });
const namesOf = async (ctx: Ctx) =>
  (await listSavedViews(ctx, { list: 'agents' })).items.map(({ name }) => name);

test('a view is its person’s alone, with an audit row for its coming and going', async () => {
  const view = await createSavedView(ana, input('Risky'));
  expect(view).toMatchObject({ name: 'Risky', query: { tier: 'high', sort: '-tier', cols: 'tier,owner' } });
  expect(await namesOf(ana)).toEqual(['Risky']);
  expect(await namesOf(ben)).toEqual([]);
  await expect(removeSavedView(ben, { id: view.id })).rejects.toMatchObject({ code: 'not_found' });
  expect(await namesOf(ana)).toEqual(['Risky']);
  await removeSavedView(ana, { id: view.id });
  expect(await namesOf(ana)).toEqual([]);
  expect((await world.events(view.id)).map(({ event }) => event)).toEqual([
    'saved-view.created',
    'saved-view.removed',
  ]);
});

test('a name is used once by each person', async () => {
  await createSavedView(ana, input('Mine'));
  await expect(createSavedView(ana, input('Mine'))).rejects.toMatchObject({
    code: 'conflict',
    reason: 'already_exists',
  });
  await createSavedView(ben, input('Mine'));
  expect(await namesOf(ben)).toEqual(['Mine']);
});

test('nobody keeps more than can be found again', async () => {
  const had = (await namesOf(ben)).length;
  for (let i = had; i < MAX_SAVED_VIEWS; i += 1) await createSavedView(ben, input(`View ${i}`));
  await expect(createSavedView(ben, input('One more'))).rejects.toMatchObject({ code: 'refused' });
  // Nor when several ask for the last place at once, each on a connection that stands ready.
  await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map(() => namesOf(ben)));
  const [first] = (await listSavedViews(ben, { list: 'agents' })).items;
  await removeSavedView(ben, { id: first?.id ?? '' });
  const all = await Promise.allSettled(
    [1, 2, 3, 4, 5, 6, 7, 8].map((i) => createSavedView(ben, input(`Last ${i}`))),
  );
  expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(await namesOf(ben)).toHaveLength(MAX_SAVED_VIEWS);
});

test('who is no person has none, and a PEP key may not ask', async () => {
  const key = world.as('admin');
  await expect(listSavedViews(key, { list: 'agents' })).rejects.toMatchObject({ reason: 'no_person' });
  await expect(createSavedView(key, input('x'))).rejects.toMatchObject({ reason: 'no_person' });
  await expect(listSavedViews(world.as('pep'), { list: 'agents' })).rejects.toMatchObject({
    code: 'forbidden',
  });
});

test('a view holds what an address says, and nothing else', () => {
  for (const query of [{ 'a b': 'x' }, { q: '' }, { q: 'x'.repeat(501) }, { q: 7 }]) {
    expect(CreateSavedViewInput.safeParse({ list: 'agents', name: 'x', query }).success).toBe(false);
  }
});
