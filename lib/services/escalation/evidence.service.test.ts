import { afterAll, beforeAll, expect, test } from 'vitest';
import { ChangeAgentInput } from '@/lib/contract/agent';
import { ApproveEscalationInput, DenyEscalationInput } from '@/lib/contract/escalation';
import { changeAgent } from '../agent/change';
import { approveEscalation } from './approve';
import { denyEscalation } from './deny';
import { readEscalationEvidence } from './evidence';
import { Queue } from './queue.fixture';
import { summarizeEscalations } from './summary';

let queue: Queue;
let task: string;
beforeAll(async () => {
  queue = await Queue.open();
  task = await queue.task();
}, 60_000);
afterAll(() => queue.close());

const evidence = (id: string) => readEscalationEvidence(queue.as('kim'), { id });
const approve = (who: string, id: string) =>
  approveEscalation(queue.as(who), ApproveEscalationInput.parse({ id }));
const deny = (who: string, id: string) =>
  denyEscalation(queue.as(who), DenyEscalationInput.parse({ id, reason: 'Not now' }));

test('what was decided of its like is counted, and its answers are told', async () => {
  await deny('kim', await queue.waiting({ task, args: { id: 1 } }));
  await approve('lee', await queue.waiting({ task, args: { id: 2 } }));
  const id = await queue.waiting({ task, args: { id: 3 } });
  // Of another tool: no like of it.
  await queue.waiting({ task, tool: 'crm/contacts.change', args: { id: 3 } }).catch(() => undefined);
  const { past } = await evidence(id);
  expect(past).toMatchObject({ counts: { denied: 1, approved: 1 }, isWhole: true });
  expect(past.last.map(({ state, answerReason, isSameCall }) => [state, answerReason, isSameCall])).toEqual([
    ['approved', 'Approved as recommended', false],
    ['denied', 'Not now', false],
  ]);
});

test('use is that of this tool by this agent, and a call that an approval let through is one of them', async () => {
  const id = await queue.waiting({ task, args: { id: 4 } });
  const before = (await evidence(id)).usage;
  await approve('kim', id);
  const used = await queue.ask({ task, args: { id: 4 } });
  expect(used.outcome).toBe('allow');
  const after = await evidence(id);
  expect(after.usage).toMatchObject({ allowed: before.allowed + 1, calls: before.calls + 1, isWhole: true });
  expect(after.uses).toEqual([{ decision: used.id, at: used.at }]);
  expect(after.calls[0]).toMatchObject({ id: used.id, outcome: 'allow' });
});

test('a call of another task, or before it, is no use of what was approved', async () => {
  const id = await queue.waiting({ task, args: { id: 5 } });
  await approve('kim', id);
  const other = await queue.task();
  await queue.ask({ task: other, tool: 'crm/contacts.search', args: { id: 5 } });
  expect((await evidence(id)).uses).toEqual([]);
});

test('what changed since the task began is told, and what changed before is not', async () => {
  const fresh = await queue.task();
  const id = await queue.waiting({ task: fresh, args: { id: 6 } });
  expect((await evidence(id)).changes.items).toEqual([]);
  await changeAgent(queue.world.admin, ChangeAgentInput.parse({ id: 'bot', purpose: 'Something else' }));
  const { items } = (await evidence(id)).changes;
  expect(items).toMatchObject([{ event: 'agent.changed', subject: { kind: 'agent', id: 'bot' } }]);
});

test('a call within an entitlement puts nothing new in reach', async () => {
  const id = await queue.waiting({ task, args: { id: 8 } });
  const { blast, reversible } = await evidence(id);
  expect(blast).toMatchObject({ added: 0 });
  expect(blast?.after).toBe(blast?.before);
  expect(reversible).toBe(true);
});

test('peers are agents of the same tier in the same system, and who uses the tool is counted', async () => {
  const { world } = queue;
  for (const name of ['twin', 'idle']) {
    await world.agent(name);
    await world.entitlement(name, { activation: 'automatic', tools: ['*'], classes: ['delete'] });
  }
  await world.agent('elsewhere');
  await world.decision({ outcome: 'allow', agent: 'twin', tool: 'crm/contacts.remove' });
  const id = await queue.waiting({ task, args: { id: 9 } });
  expect((await evidence(id)).peers).toEqual({ tier: 'moderate', count: 2, looked: 2, using: 1 });
});

test('the summary tells who waits, which rule asks, and how often the answer is yes', async () => {
  const summary = await summarizeEscalations(queue.as('kim'));
  const waiting = await queue.world.prisma.escalation.count({ where: { state: 'pending' } });
  expect(summary.waiting).toMatchObject({ calls: waiting, agents: 1 });
  expect(summary.mine).toBe(waiting);
  expect(summary.unanswerable).toBe(0);
  const asked = summary.reasons.find(({ code }) => code === 'grant_required');
  expect(asked).toMatchObject({ answered: 4, approved: 3, waiting });
  expect(asked?.per100Calls).toBeGreaterThan(0);
});

test('who may not decide has nothing that waits for them, and sees the numbers all the same', async () => {
  const summary = await summarizeEscalations(queue.as('eve', 'auditor'));
  expect(summary.mine).toBe(0);
  expect(summary.waiting.calls).toBeGreaterThan(0);
});

test('without anybody who may answer, it is counted as unanswerable', async () => {
  const { prisma } = queue.world;
  const disabled = { disabledAt: new Date() };
  await prisma.user.updateMany({ where: { roles: { hasSome: ['approver', 'admin'] } }, data: disabled });
  try {
    const { unanswerable, waiting } = await summarizeEscalations(queue.as('kim'));
    expect(unanswerable).toBe(waiting.calls);
  } finally {
    await prisma.user.updateMany({ data: { disabledAt: null } });
  }
});
