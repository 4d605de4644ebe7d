import { afterAll, beforeAll, expect, test } from 'vitest';
import { DelegationView, ListDelegationsInput } from '@/lib/contract/delegation';
import { OpenTaskInput } from '@/lib/contract/task';
import { completeTask } from '../task/complete';
import { openTask } from '../task/open';
import { World } from '../task/world.fixture';
import { listDelegations } from './list';

let world: World;
beforeAll(async () => {
  world = await World.create();
  for (const id of ['mate', 'third']) {
    await world.agent(id);
    await world.entitlement(id, { activation: 'automatic', tools: ['*'], classes: ['read'] });
  }
});
afterAll(() => world.drop());

const open = (agent: string, more: object = {}) =>
  openTask(
    world.admin,
    OpenTaskInput.parse({ agent, purpose: `of ${agent}`, ttlSeconds: 600, actionClasses: ['read'], ...more }),
  );
const list = async (more: object, ctx = world.as(['auditor'])) => {
  const page = await listDelegations(ctx, ListDelegationsInput.parse(more));
  return { ...page, items: page.items.map((item) => DelegationView.parse(item)) };
};
const tasks = async (more: object) => (await list(more)).items.map(({ task }) => task);

test('tells who handed what to whom, how deep, and whether it still lives', async () => {
  const root = await open('bot');
  const child = await open('mate', { parentTask: root.id });
  const grandchild = await open('third', { parentTask: child.id });
  expect((await list({ to: 'third' })).items).toMatchObject([
    {
      task: grandchild.id,
      agent: 'third',
      purpose: 'of third',
      state: 'running',
      depth: 2,
      parentTask: child.id,
      parentAgent: 'mate',
      parentPurpose: 'of mate',
      rootTask: root.id,
    },
  ]);
  expect(await tasks({ by: 'mate' })).toEqual([grandchild.id]);
  expect(await tasks({ to: 'mate' })).toEqual([child.id]);
  expect(await tasks({ to: 'bot' })).toEqual([]);
  await completeTask(world.admin, { id: child.id });
  expect(await tasks({ live: 'true' })).toEqual([]);
  expect(await tasks({ live: 'false', by: 'bot' })).toEqual([child.id]);
  expect((await list({ to: 'third' })).items).toMatchObject([
    { state: expect.not.stringMatching('running') },
  ]);
});

test('newest first, in pages without gap or repetition, with a total', async () => {
  const root = await open('bot');
  const made: string[] = [];
  for (let i = 0; i < 3; i += 1) made.unshift((await open('third', { parentTask: root.id })).id);
  const first = await list({ by: 'bot', limit: 2, count: 'true' });
  expect(first.total).toBe(4);
  expect(first.items.map(({ task }) => task)).toEqual(made.slice(0, 2));
  const second = await list({ by: 'bot', limit: 2, cursor: first.nextCursor });
  expect(second.items).toHaveLength(2);
  expect(second.items[0]?.task).toBe(made[2]);
  expect(second.nextCursor).toBeNull();
});

test('no enforcement point may look', async () => {
  const input = ListDelegationsInput.parse({});
  await expect(listDelegations(world.as(['pep'], { agents: ['bot'] }), input)).rejects.toMatchObject({
    code: 'forbidden',
  });
});
