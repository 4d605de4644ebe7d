import { afterAll, beforeAll, expect, test } from 'vitest';
import { AuditEventView, ExportAuditEventsInput } from '@/lib/contract/audit-event';
import { OpenTaskInput } from '@/lib/contract/task';
import { completeTask } from '../task/complete';
import { openTask } from '../task/open';
import { rolesWithout, World } from '../task/world.fixture';
import { exportAuditEvents } from './export';
import { listAuditEvents } from './list';

const EVIL = '=HYPERLINK("http://evil.example","x")';

let world: World;
let taskIds: string[];
beforeAll(async () => {
  world = await World.create();
  taskIds = [];
  for (let i = 0; i < 2; i += 1) {
    const task = await openTask(world.admin, OpenTaskInput.parse({ agent: 'bot', purpose: `work ${i}` }));
    await completeTask(world.admin, { id: task.id, reason: EVIL });
    taskIds.push(task.id);
  }
});
afterAll(() => world.drop());

async function take(input: object = {}, ctx = world.as(['auditor'])) {
  const { chunks, ...file } = await exportAuditEvents(ctx, ExportAuditEventsInput.parse(input));
  let text = '';
  for await (const chunk of chunks) text += chunk;
  return { ...file, text };
}

test('lines of JSON are the events as the API tells them, and the export is one itself', async () => {
  const { items } = await listAuditEvents(world.admin, { limit: 50, event: 'task.' });
  const { name, type, text } = await take({ format: 'ndjson', event: 'task.' });
  expect(name).toMatch(/^cordon-audit-\d{4}-\d{2}-\d{2}T\d{6}Z\.ndjson$/);
  expect(type).toContain('x-ndjson');
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => AuditEventView.parse(JSON.parse(line)));
  expect(lines).toEqual(items);
  const [own] = (await listAuditEvents(world.admin, { limit: 1 })).items;
  expect(own).toMatchObject({
    event: 'audit.exported',
    actor: { id: 'usr_auditor' },
    details: { format: 'ndjson', filter: { event: 'task.' }, events: 4 },
  });
  expect(own?.chain).not.toBeNull();
});

test('what happens while it is being read is not in it', async () => {
  const { chunks } = await exportAuditEvents(world.admin, ExportAuditEventsInput.parse({ format: 'ndjson' }));
  await openTask(world.admin, OpenTaskInput.parse({ agent: 'bot', purpose: 'later' }));
  let text = '';
  for await (const chunk of chunks) text += chunk;
  expect(text).not.toContain('"event":"audit.exported","actor":{"kind":"user","id":"usr_admin"');
  expect(text.match(/"task\.opened"/g)?.length).toBe(2);
});

test('a reason that is a formula is text in the file', async () => {
  const { type, text } = await take({ subjectId: taskIds[0] });
  expect(type).toContain('text/csv');
  const [header, completed, opened] = text.split('\r\n');
  expect(header).toContain('"at","event","actor_kind"');
  expect(completed).toContain(`"'=HYPERLINK(""http://evil.example"",""x"")"`);
  expect(opened).toContain('"task.opened"');
});

test('who may not read the log takes nothing from it, and leaves no event', async () => {
  const before = await world.prisma.auditEvent.count();
  for (const role of rolesWithout('admin', 'auditor')) {
    await expect(take({}, world.as([role], { agents: ['bot'] }))).rejects.toMatchObject({
      code: 'forbidden',
    });
  }
  expect(await world.prisma.auditEvent.count()).toBe(before);
});

test('events are found by part of a name, and by the beginning of an id, in which a sign is itself', async () => {
  const found = async (q: string) => (await listAuditEvents(world.admin, { limit: 50, q })).items.length;
  const own = async (id: string) =>
    (await listAuditEvents(world.admin, { limit: 50, subjectId: id })).items.length;
  const [first = ''] = taskIds;
  expect(await found(first)).toBe(await own(first));
  expect(await found(first.slice(0, 4))).toBe(
    (await listAuditEvents(world.admin, { limit: 50, event: 'task.' })).items.length,
  );
  expect(await found('tsk%')).toBe(0);
  expect(await found('t_k_')).toBe(0);
  expect(await found('nobody at all')).toBe(0);
  await world.prisma.user.create({
    data: { id: 'usr_auditor', email: 'audrey@example.org', name: 'Audrey', roles: ['auditor'] },
  });
  expect(await found('drey')).toBe(
    (await listAuditEvents(world.admin, { limit: 50, actor: 'usr_auditor' })).items.length,
  );
  expect(await found('drey')).toBeGreaterThan(0);
});
