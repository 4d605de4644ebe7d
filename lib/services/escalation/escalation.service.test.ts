import { afterAll, beforeAll, expect, test } from 'vitest';
import { ListEscalationsInput } from '@/lib/contract/escalation';
import { OpenTaskInput } from '@/lib/contract/task';
import { openTask } from '../task/open';
import { World } from '../task/world.fixture';
import { listEscalations } from './list';
import { readEscalation } from './read';

let world: World;
let taskId: string;
beforeAll(async () => {
  world = await World.create();
  taskId = (await openTask(world.admin, OpenTaskInput.parse({ agent: 'bot', purpose: 'Q3 cleanup' }))).id;
});
afterAll(() => world.drop());

const list = (input: object = {}) =>
  listEscalations(world.as(['approver']), ListEscalationsInput.parse(input));

test('one that nobody answered in time has expired, whatever its row says', async () => {
  const waiting = await world.escalation(taskId);
  const silent = await world.escalation(taskId, -5);
  expect((await list({ state: 'pending' })).items.map(({ id }) => id)).toEqual([waiting]);
  expect((await list({ state: 'expired' })).items).toMatchObject([{ id: silent, state: 'expired' }]);
  expect((await list({ task: taskId, count: 'true', limit: 1 })).total).toBe(2);
  expect((await list({ agent: 'other' })).items).toEqual([]);
});

test('the list leaves out the arguments, the detail has the exact call', async () => {
  const { items } = await list();
  expect(JSON.stringify(items)).not.toContain('secret');
  expect(items[0]).toMatchObject({ purpose: 'Q3 cleanup', reasons: ['class_shift'] });
  const view = await readEscalation(world.as(['auditor']), { id: items[0]?.id ?? '' });
  expect(view).toMatchObject({ arguments: { secret: 'argument' }, grant: null });
});

test('an enforcement point does not read the queue', async () => {
  const pep = world.as(['pep'], { agents: ['bot'] });
  await expect(listEscalations(pep, ListEscalationsInput.parse({}))).rejects.toMatchObject({
    code: 'forbidden',
  });
});
