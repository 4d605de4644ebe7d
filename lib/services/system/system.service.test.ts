import { afterAll, beforeAll, expect, test } from 'vitest';
import { ChangeSystemInput, CreateSystemInput, ListSystemsInput } from '@/lib/contract/system';
import { type Inventory, openInventory, systemOf } from '../agent/inventory.fixture';
import { changeSystem } from './change';
import { createSystem } from './create';
import { listSystems } from './list';
import { readSystem } from './read';

let world: Inventory;
beforeAll(async () => {
  world = await openInventory();
});
afterAll(() => world.close());

const input = (id: string, more: object = {}) => CreateSystemInput.parse(systemOf(id, more));
const change = (id: string, more: object) => ChangeSystemInput.parse({ id, ...more });
const list = (more: object = {}) => listSystems(world.ctx, ListSystemsInput.parse(more));

test('registers a system with its audit row', async () => {
  const made = await createSystem(
    world.ctx,
    input('mail', { owner: 'Ana@example.com', url: 'https://mail.example' }),
  );
  expect(made).toMatchObject({ id: 'mail', toolCount: 0, revision: 1, owner: { email: 'ana@example.com' } });
  expect(await readSystem(world.ctx, { id: 'mail' })).toEqual(made);
  expect(await world.events('mail')).toMatchObject([{ event: 'system.created', details: { kind: 'saas' } }]);
});

test('a change keeps what it does not name, and its audit row tells from what to what', async () => {
  await createSystem(world.ctx, input('wiki', { owner: 'ana@example.com' }));
  const after = await changeSystem(world.ctx, change('wiki', { zone: 'external', owner: null }));
  expect(after).toMatchObject({ zone: 'external', owner: null, name: 'WIKI', revision: 2 });
  const [, event] = await world.events('wiki');
  expect(event).toMatchObject({
    event: 'system.changed',
    details: { changes: { zone: { from: 'internal', to: 'external' }, ownerId: { to: null } } },
  });
});

test('a change to what already is leaves no trace', async () => {
  await createSystem(world.ctx, input('erp'));
  expect(await changeSystem(world.ctx, change('erp', { zone: 'internal' }))).toMatchObject({ revision: 1 });
  expect(await world.events('erp')).toHaveLength(1);
});

test('refuses who may not', async () => {
  for (const role of ['approver', 'reviewer', 'auditor', 'pep'] as const) {
    await expect(createSystem(world.as(role), input('never'))).rejects.toMatchObject({ code: 'forbidden' });
    await expect(changeSystem(world.as(role), change('crm', { name: 'x' }))).rejects.toMatchObject({
      code: 'forbidden',
    });
  }
  await expect(listSystems(world.as('pep'), ListSystemsInput.parse({}))).rejects.toMatchObject({
    code: 'forbidden',
  });
});

test('the one who changes a system that was changed meanwhile loses', async () => {
  await createSystem(world.ctx, input('race'));
  await expect(changeSystem(world.seen(7), change('race', { name: 'x' }))).rejects.toMatchObject({
    code: 'changed_meanwhile',
  });
  const lost = world.meanwhile(
    `UPDATE systems SET revision = revision + 1, name = 'first' WHERE id = 'race'`,
    () => changeSystem(world.ctx, change('race', { name: 'second' })),
  );
  await expect(lost).rejects.toMatchObject({ code: 'changed_meanwhile' });
  expect(await readSystem(world.ctx, { id: 'race' })).toMatchObject({ name: 'first' });
  expect(await world.events('race')).toHaveLength(1);
});

test('an id is taken once', async () => {
  await expect(createSystem(world.ctx, input('crm'))).rejects.toMatchObject({ code: 'conflict' });
});

test('nobody unknown or disabled becomes an owner', async () => {
  for (const owner of ['nobody@example.com', 'eve@example.com']) {
    await expect(createSystem(world.ctx, input('owned', { owner }))).rejects.toMatchObject({
      code: 'invalid_input',
      fields: [{ field: 'owner' }],
    });
  }
  await expect(readSystem(world.ctx, { id: 'owned' })).rejects.toMatchObject({ code: 'not_found' });
});

test('a URL is absolute, of a network service, and free of credentials', () => {
  for (const url of [
    'mail',
    'javascript://x/%0aalert(1)',
    'file:///etc/passwd',
    'https://ana:secret@mail.example',
  ]) {
    const parsed = CreateSystemInput.safeParse(systemOf('x', { url }));
    expect(parsed.error?.issues[0]?.path, url).toEqual(['url']);
  }
});

test('lists by id with filters, pages and a total', async () => {
  for (const id of ['zz-1', 'zz-2', 'zz-3']) {
    await createSystem(world.ctx, input(id, { kind: 'database', environment: 'test', zone: 'partner' }));
  }
  const first = await list({ kind: 'database', limit: '2', count: 'true' });
  expect(first.items.map((one) => one.id)).toEqual(['zz-1', 'zz-2']);
  expect(first.total).toBe(3);
  const second = await list({ kind: 'database', limit: '2', cursor: first.nextCursor ?? '' });
  expect(second).toMatchObject({ items: [{ id: 'zz-3' }], nextCursor: null });
  expect((await list({ zone: 'partner', environment: 'test', q: 'ZZ-2' })).items).toHaveLength(1);
  expect((await list({ q: 'crm' })).items[0]?.toolCount).toBe(2);
});
