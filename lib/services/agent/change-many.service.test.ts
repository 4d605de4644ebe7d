import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ChangeAgentsInput, CreateAgentInput } from '@/lib/contract/agent';
import { changeAgent } from './change';
import { changeAgents } from './change-many';
import { createAgent } from './create';
import { agentOf, type Inventory, openInventory } from './inventory.fixture';
import { readAgent } from './read';
import { retireAgent } from './retire';

let world: Inventory;
beforeAll(async () => {
  world = await openInventory();
});
afterAll(() => world.close());

let nextMark = 0;
let ids: string[];
beforeEach(async () => {
  nextMark += 1;
  ids = ['a', 'b', 'c'].map((letter) => `${letter}-${nextMark}`);
  for (const id of ids) await createAgent(world.ctx, CreateAgentInput.parse(agentOf(id)));
});

const seen = (...some: string[]) => some.map((id) => ({ id, revision: 1 }));
const input = (more: object) =>
  ChangeAgentsInput.parse({ agents: seen(...ids), reason: 'Ana leaves', ...more });
const bulk = (more: object) => changeAgents(world.ctx, input(more));
/** What followed the registration. Events of one instant have no order among them: sorted by name. */
const events = async (id: string) =>
  (await world.events(id)).slice(1).sort((one, other) => (one.event < other.event ? -1 : 1));
const deleting = {
  system: 'crm',
  tools: ['contacts.*'],
  actionClasses: ['read', 'delete'],
  maxSensitivity: 'restricted',
};

test('owner and tier of each are changed, each with its audit rows', async () => {
  const answer = await bulk({ owner: 'ben@example.com', riskTier: 'high' });
  expect(answer).toMatchObject({
    changed: 3,
    items: ids.map((id) => ({ id, outcome: 'changed', why: null })),
  });
  for (const id of ids) {
    const agent = await readAgent(world.ctx, { id });
    // Ben has to accept it; until then Ana answers.
    expect(agent).toMatchObject({
      owner: { email: 'ana@example.com' },
      proposedOwner: { email: 'ben@example.com' },
      riskTierSet: 'high',
    });
    expect(answer.items.find((item) => item.id === id)?.revision).toBe(agent.revision);
    expect(await events(id)).toMatchObject([
      { event: 'agent.changed', details: { changes: { riskTier: { to: 'high' } }, reason: 'Ana leaves' } },
      { event: 'agent.ownership_proposed', details: { reason: 'Ana leaves' } },
    ]);
  }
});

test('what is so already leaves no trace', async () => {
  expect(await bulk({ owner: 'ana@example.com', riskTier: 'low' })).toMatchObject({
    changed: 0,
    items: ids.map(() => ({ outcome: 'same', revision: 1 })),
  });
  expect(await events(ids[0] ?? '')).toEqual([]);
});

test('one that somebody else has changed since is left alone and told by name; the others are done', async () => {
  const [, second = ''] = ids;
  await changeAgent(world.ctx, { id: second, purpose: 'Something else now' });
  const { items, changed } = await bulk({ riskTier: 'high' });
  expect(changed).toBe(2);
  expect(items.map(({ outcome }) => outcome)).toEqual(['changed', 'changed_meanwhile', 'changed']);
  expect(items[1]).toMatchObject({ name: `Agent ${second}`, why: expect.stringContaining('somebody else') });
  expect(await readAgent(world.ctx, { id: second })).toMatchObject({ riskTierSet: 'low', revision: 2 });
});

test('one that is being changed at this moment is waited for, and left alone', async () => {
  const [first = ''] = ids;
  const { items } = await world.meanwhile(
    `UPDATE agents SET revision = revision + 1, purpose = 'raced' WHERE id = '${first}'`,
    () => bulk({ riskTier: 'high' }),
  );
  expect(items.map(({ outcome }) => outcome)).toEqual(['changed_meanwhile', 'changed', 'changed']);
  expect(await readAgent(world.ctx, { id: first })).toMatchObject({ purpose: 'raced', riskTierSet: 'low' });
});

test('no tier goes below the floor of what the agent reaches, and then its owner stays too', async () => {
  const [first = ''] = ids;
  await changeAgent(world.ctx, { id: first, riskTier: 'critical' });
  await world.entitlement(first, { scope: deleting });
  const { revision } = await readAgent(world.ctx, { id: first });
  const { items } = await bulk({
    agents: [{ id: first, revision }, ...seen(...ids.slice(1))],
    owner: 'ben@example.com',
    riskTier: 'moderate',
  });
  expect(items[0]).toMatchObject({
    outcome: 'refused',
    why: expect.stringContaining('cannot be below critical'),
  });
  expect(items.slice(1).every(({ outcome }) => outcome === 'changed')).toBe(true);
  expect(await readAgent(world.ctx, { id: first })).toMatchObject({
    riskTier: 'critical',
    owner: { email: 'ana@example.com' },
    revision,
  });
  expect((await events(first)).map(({ event }) => event)).not.toContain('agent.ownership_transferred');
});

test('one that is retired, and one that is not there, are told', async () => {
  const [first = ''] = ids;
  const { revision } = await retireAgent(world.ctx, { id: first });
  const { items } = await bulk({ agents: [{ id: first, revision }, ...seen('nowhere')], riskTier: 'high' });
  expect(items).toMatchObject([
    { outcome: 'refused', why: expect.stringContaining('retired') },
    { outcome: 'refused', why: expect.stringContaining('no such agent') },
  ]);
});

test('an owner who cannot be one refuses all of it', async () => {
  for (const owner of ['nobody@example.com', 'eve@example.com']) {
    await expect(bulk({ owner, riskTier: 'high' })).rejects.toMatchObject({ code: 'invalid_input' });
  }
  for (const id of ids) expect(await readAgent(world.ctx, { id })).toMatchObject({ revision: 1 });
});

test('refuses who may not', async () => {
  for (const role of ['approver', 'reviewer', 'auditor', 'pep'] as const) {
    await expect(changeAgents(world.as(role), input({ riskTier: 'high' }))).rejects.toMatchObject({
      code: 'forbidden',
    });
  }
  expect(await readAgent(world.ctx, { id: ids[0] ?? '' })).toMatchObject({ revision: 1 });
});

test('two bulk changes in opposite orders wait for each other, and one is told', async () => {
  const backwards = input({ agents: seen(...[...ids].reverse()), riskTier: 'critical' });
  const answers = await Promise.all([bulk({ riskTier: 'high' }), changeAgents(world.ctx, backwards)]);
  expect(answers.map(({ changed }) => changed).sort()).toEqual([0, 3]);
});

test('nobody is named twice', () => {
  expect(ChangeAgentsInput.safeParse({ agents: seen('a', 'a'), reason: 'x' }).success).toBe(false);
});
