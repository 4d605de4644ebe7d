import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseEnvironment } from '@/lib/environment';
import { Queue } from '@/lib/services/escalation/queue.fixture';
import { type CliSession, UsageError } from './command';
import { command } from './escalation';

let queue: Queue;
let task: string;
beforeAll(async () => {
  queue = await Queue.open();
  task = await queue.task();
});
afterAll(() => queue.close());

async function run(...args: string[]): Promise<string> {
  const out: string[] = [];
  const session: CliSession = {
    environment: parseEnvironment({}),
    databaseUrl: async () => queue.world.database.url,
    out: (text) => void out.push(text),
    say: () => {},
  };
  expect(await command.run(args, session)).toBe(0);
  return out.join('\n');
}

test('lists what waits, and shows the exact call', async () => {
  const id = await queue.waiting({ task, args: { id: 1 } });
  expect(await run('list')).toMatch(new RegExp(`^${id}\\tpending\\t\\w+\\tbot\\tcrm/contacts.remove\\t`));
  expect(JSON.parse(await run('show', id, '--as', 'kim@example.org'))).toMatchObject({
    id,
    arguments: { id: 1 },
    refusal: null,
  });
});

test('approves in a person’s name, so often and for so long, and the call goes through so often', async () => {
  const id = await queue.waiting({ task, args: { id: 2 } });
  const out = await run(
    'approve',
    id,
    '--as',
    'Kim@example.org',
    '--uses',
    '2',
    '--ttl',
    '60',
    '--reason',
    'twice',
  );
  expect(out).toBe(`${id}\tapproved`);
  expect(await queue.ask({ task, args: { id: 2 } })).toMatchObject({ outcome: 'allow' });
  expect(await queue.ask({ task, args: { id: 2 } })).toMatchObject({ outcome: 'allow' });
  expect(await queue.ask({ task, args: { id: 2 } })).toMatchObject({ outcome: 'escalate' });
  const event = await queue.world.prisma.auditEvent.findFirstOrThrow({
    where: { event: 'escalation.approved', subjectId: id },
  });
  expect(event).toMatchObject({ actorKind: 'user', actorId: 'usr_kim' });
  expect(JSON.parse(event.record)).toMatchObject({
    request_id: 'cli',
    details: { uses: 2, reason: 'twice' },
  });
});

test('denies with a reason that the agent receives', async () => {
  const id = await queue.waiting({ task, args: { id: 3 } });
  expect(await run('deny', id, '--as', 'lee@example.org', '--reason', 'not this one')).toBe(`${id}\tdenied`);
  const { reasons, reason } = await queue.ask({ task, args: { id: 3 } });
  expect(reason).toBe('approval_denied');
  expect(JSON.stringify(reasons)).toContain('not this one');
});

test('every rule holds for the person: roles, and what forbids it', async () => {
  const id = await queue.waiting({ task, args: { id: 4 } });
  await queue.person('audra', ['auditor']);
  await expect(run('approve', id, '--as', 'audra@example.org')).rejects.toMatchObject({ code: 'forbidden' });
  const { owner } = await queue.world.prisma.agent.findUniqueOrThrow({
    where: { id: 'bot' },
    include: { owner: true },
  });
  await queue.world.prisma.user.update({ where: { id: owner.id }, data: { roles: ['admin', 'approver'] } });
  await expect(run('approve', id, '--as', owner.email)).rejects.toMatchObject({ reason: 'own_interest' });
  await expect(run('approve', id, '--as', 'nobody@example.org')).rejects.toThrow('no enabled account');
  await queue.world.prisma.user.update({ where: { id: 'usr_max' }, data: { disabledAt: new Date() } });
  await expect(run('approve', id, '--as', 'max@example.org')).rejects.toThrow('no enabled account');
  expect(await run('list', '--task', task)).toContain(id);
});

test('what is missing is told', async () => {
  for (const args of [
    [],
    ['reopen'],
    ['approve', 'esc_1'],
    ['deny', 'esc_1', '--as', 'kim@example.org'],
    ['approve', 'esc_1', '--as', 'kim@example.org', '--uses', 'x'],
  ]) {
    await expect(async () => run(...args)).rejects.toBeInstanceOf(UsageError);
  }
});
