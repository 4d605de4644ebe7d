import { afterAll, beforeAll, expect, test } from 'vitest';
import { OpenTaskInput } from '@/lib/contract/task';
import { completeTask } from '../task/complete';
import { openTask } from '../task/open';
import { rolesWithout, World } from '../task/world.fixture';
import { listAuditEvents } from './list';
import { readAuditEvent } from './read';

let world: World;
let taskId: string;
beforeAll(async () => {
  world = await World.create();
  for (let i = 0; i < 3; i += 1) {
    const task = await openTask(world.admin, OpenTaskInput.parse({ agent: 'bot', purpose: `work ${i}` }));
    await completeTask(world.admin, { id: task.id, reason: 'done' });
    taskId = task.id;
  }
});
afterAll(() => world.drop());

const list = (input: object = {}) => listAuditEvents(world.as(['auditor']), { limit: 50, ...input });

test('events come newest first, with who did it, why, and their link in the chain', async () => {
  const { items, total } = await list({ count: 'true' });
  expect(total).toBe(6);
  expect(items.map(({ event }) => event)).toEqual(Array(3).fill(['task.completed', 'task.opened']).flat());
  expect(items.map(({ chain }) => chain?.seq)).toEqual(['6', '5', '4', '3', '2', '1']);
  expect(items[0]).toMatchObject({
    actor: { id: 'usr_admin', name: 'admin', roles: ['admin'] },
    subject: { kind: 'task', id: taskId },
    details: { reason: 'done', from: 'running', to: 'completed' },
    requestId: 'req_test',
  });
  expect(await readAuditEvent(world.admin, { id: items[0]?.id ?? '' })).toEqual(items[0]);
});

test('filters and pages hold together', async () => {
  expect((await list({ event: 'task.c' })).items).toHaveLength(3);
  expect((await list({ subjectKind: 'task', subjectId: taskId })).items).toHaveLength(2);
  expect((await list({ actor: 'nobody' })).items).toEqual([]);
  expect((await list({ to: new Date(0) })).items).toEqual([]);
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await list({ limit: 1, cursor });
    seen.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(seen).toEqual((await list()).items.map(({ id }) => id));
});

test('only admins and auditors read them', async () => {
  for (const role of rolesWithout('admin', 'auditor')) {
    const ctx = world.as([role], { agents: ['bot'] });
    await expect(listAuditEvents(ctx, { limit: 5 })).rejects.toMatchObject({ code: 'forbidden' });
  }
});
