import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { AgentView, CreateAgentInput, ListAgentsInput } from '@/lib/contract/agent';
import type { Role } from '@/lib/domain/role';
import type { Ctx } from '../context';
import { readOverview } from '../overview/read';
import { createUser } from '../user/create';
import { disableUser } from '../user/disable';
import { enableUser } from '../user/enable';
import { acceptOwnership } from './accept-ownership';
import { changeAgent } from './change';
import { createAgent } from './create';
import { declineOwnership } from './decline-ownership';
import { agentOf, type Inventory, openInventory } from './inventory.fixture';
import { listAgents } from './list';
import { readAgent } from './read';
import { retireAgent } from './retire';
import { transferOwnership } from './transfer-ownership';
import { withdrawTransfer } from './withdraw-transfer';

let world: Inventory;
beforeAll(async () => {
  world = await openInventory();
});
afterAll(() => world.close());

const reason = 'moves to another team';
type Who = { id: string; email: string; name: string };
let n = 0;
/** An agent with people of its own. */
let agent: string;
let owner: Who;
let backup: Who;
let successor: Who;
const somebody = async (role: string): Promise<Who> => {
  const email = `${role}${n}@example.org`;
  return createUser(world.ctx, { email, name: `${role}${n}`, roles: ['reviewer'] });
};
beforeEach(async () => {
  n += 1;
  agent = `bot-${n}`;
  [owner, backup, successor] = [await somebody('owner'), await somebody('backup'), await somebody('new')];
  const people = { owner: owner.email, backupOwner: backup.email };
  await createAgent(world.ctx, CreateAgentInput.parse(agentOf(agent, people)));
});

/** A person's own session. */
const as = ({ id, name }: Who, ...roles: Role[]): Ctx => ({
  ...world.ctx,
  actor: {
    ...world.ctx.actor,
    kind: 'user',
    id,
    name,
    userId: id,
    roles: roles.length > 0 ? roles : ['reviewer'],
  },
});
const read = () => readAgent(world.ctx, { id: agent });
const propose = (more: object = {}, ctx = world.ctx) =>
  transferOwnership(ctx, { id: agent, owner: successor.email, reason, ...more });
const events = async () => (await world.events(agent)).slice(1);
const list = async (ctx: Ctx, more: object) =>
  (await listAgents(ctx, ListAgentsInput.parse(more))).items.map(({ id }) => id);
const needs = async (ctx: Ctx) =>
  Object.fromEntries(
    (await readOverview(ctx, { range: '1h' })).needsYou.map(({ kind, count }) => [kind, count]),
  );

test('a transfer asks the successor, and the owner answers until they accept', async () => {
  const asked = AgentView.parse(await propose());
  expect(asked).toMatchObject({
    owner: { email: owner.email },
    backupOwner: { email: backup.email },
    proposedOwner: { email: successor.email },
    proposal: { reason, by: 'test' },
    ownership: 'proposed',
    authority: 'reads_only',
    revision: 2,
  });
  expect(await acceptOwnership(as(successor), { id: agent })).toMatchObject({
    owner: { email: successor.email },
    backupOwner: { email: backup.email },
    proposedOwner: null,
    proposal: null,
    ownership: 'accepted',
    authority: 'full',
    revision: 3,
  });
  expect(await events()).toMatchObject([
    { event: 'agent.ownership_proposed', details: { owner: { from: owner.id, to: successor.id }, reason } },
    { event: 'agent.ownership_accepted', details: { owner: { from: owner.id, to: successor.id }, reason } },
  ]);
});

test('a backup owner who becomes the owner is none any more; one who is named comes with the acceptance', async () => {
  await propose({ owner: backup.email });
  expect(await acceptOwnership(as(backup), { id: agent })).toMatchObject({
    owner: { email: backup.email },
    backupOwner: null,
  });
  const asked = await propose({ backupOwner: owner.email });
  expect(asked).toMatchObject({ owner: { email: backup.email }, backupOwner: null });
  expect(await acceptOwnership(as(successor), { id: agent })).toMatchObject({
    owner: { email: successor.email },
    backupOwner: { email: owner.email },
  });
  await propose({ owner: backup.email, backupOwner: null });
  expect(await acceptOwnership(as(backup), { id: agent })).toMatchObject({ backupOwner: null });
  await expect(propose({ backupOwner: successor.email })).rejects.toMatchObject({
    fields: [{ field: 'backupOwner' }],
  });
  await expect(propose({ owner: 'eve@example.com' })).rejects.toMatchObject({ fields: [{ field: 'owner' }] });
});

test('who takes it over in their own name has accepted; a key made for them has not', async () => {
  const own = as(successor, 'admin');
  const key: Ctx = { ...own, actor: { ...own.actor, kind: 'api_key', id: 'key_1' } };
  expect(await propose({}, key)).toMatchObject({ ownership: 'proposed' });
  await expect(acceptOwnership(key, { id: agent })).rejects.toMatchObject({ code: 'forbidden' });
  expect(await propose({}, own)).toMatchObject({ owner: { email: successor.email }, ownership: 'accepted' });
  expect((await events()).at(-1)?.event).toBe('agent.ownership_transferred');
  // Who answers already needs no acceptance, and takes a proposal back with it.
  await propose({ owner: owner.email });
  expect(await propose({ owner: successor.email, backupOwner: backup.email })).toMatchObject({
    ownership: 'accepted',
    proposedOwner: null,
    backupOwner: { email: backup.email },
  });
});

test('nobody else accepts or declines, not even an admin; and not twice', async () => {
  await propose();
  for (const who of [as(owner), as(backup), as(owner, 'admin'), world.ctx, world.as('admin')]) {
    await expect(acceptOwnership(who, { id: agent })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(declineOwnership(who, { id: agent, reason })).rejects.toMatchObject({ code: 'forbidden' });
  }
  for (const role of ['approver', 'reviewer', 'auditor', 'pep'] as const) {
    await expect(withdrawTransfer(world.as(role), { id: agent, reason })).rejects.toMatchObject({
      code: 'forbidden',
    });
  }
  await expect(acceptOwnership(as(successor, 'pep'), { id: agent })).rejects.toMatchObject({
    code: 'forbidden',
  });
  expect(await events()).toHaveLength(1);
  await acceptOwnership(as(successor), { id: agent });
  const nothing = { code: 'refused', reason: 'nothing_proposed' };
  await expect(acceptOwnership(as(successor), { id: agent })).rejects.toMatchObject(nothing);
  await expect(declineOwnership(as(successor), { id: agent, reason })).rejects.toMatchObject(nothing);
  await expect(withdrawTransfer(world.ctx, { id: agent, reason })).rejects.toMatchObject(nothing);
});

test('what is declined or withdrawn leaves the owner with full authority', async () => {
  await propose();
  expect(await declineOwnership(as(successor), { id: agent, reason: 'not my field' })).toMatchObject({
    owner: { email: owner.email },
    proposedOwner: null,
    ownership: 'accepted',
    authority: 'full',
  });
  await propose();
  expect(await withdrawTransfer(world.ctx, { id: agent, reason: 'a mistake' })).toMatchObject({
    ownership: 'accepted',
  });
  expect((await events()).map(({ event, details }) => [event, details.reason])).toEqual([
    ['agent.ownership_proposed', reason],
    ['agent.ownership_declined', 'not my field'],
    ['agent.ownership_proposed', reason],
    ['agent.ownership_withdrawn', 'a mistake'],
  ]);
});

test('the loser of a race changes nothing', async () => {
  await propose();
  const touch = `UPDATE agents SET revision = revision + 1 WHERE id = '${agent}'`;
  const changed = { code: 'changed_meanwhile' };
  const verbs = [
    () => acceptOwnership(as(successor), { id: agent }),
    () => declineOwnership(as(successor), { id: agent, reason }),
    () => withdrawTransfer(world.ctx, { id: agent, reason }),
    () => propose({ owner: backup.email }),
  ];
  for (const verb of verbs) await expect(world.meanwhile(touch, verb)).rejects.toMatchObject(changed);
  const seen = { ...as(successor), ifMatch: 1 };
  await expect(acceptOwnership(seen, { id: agent })).rejects.toMatchObject(changed);
  expect(await events()).toHaveLength(1);
  const both = await Promise.allSettled([
    acceptOwnership(as(successor), { id: agent }),
    withdrawTransfer(world.ctx, { id: agent, reason }),
  ]);
  expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(await events()).toHaveLength(2);
});

test('whoever is disabled hands on: to the backup owner as proposed, with an audit row for each agent', async () => {
  const other = `${agent}-other`;
  await createAgent(world.ctx, CreateAgentInput.parse(agentOf(other, { owner: owner.email })));
  await disableUser(world.ctx, { id: owner.id });
  expect(await read()).toMatchObject({
    owner: { email: owner.email, disabled: true },
    backupOwner: { email: backup.email },
    proposedOwner: { email: backup.email },
    ownership: 'proposed',
    authority: 'reads_only',
    isOwned: true,
  });
  expect(await events()).toMatchObject([
    {
      event: 'agent.ownership_proposed',
      details: { owner: { from: owner.id, to: backup.id }, reason: `${owner.email} was disabled` },
    },
  ]);
  expect(await readAgent(world.ctx, { id: other })).toMatchObject({
    ownership: 'unowned',
    authority: 'nothing',
  });
  expect((await world.events(owner.id)).at(-1)?.details).toMatchObject({
    agents: { proposed: 1, voided: 0 },
  });
  expect(await acceptOwnership(as(backup), { id: agent })).toMatchObject({
    owner: { email: backup.email },
    backupOwner: null,
    ownership: 'accepted',
  });
});

test('whoever is enabled again answers again: what their leaving had proposed is proposed to nobody, and no more', async () => {
  const other = `other-${n}`;
  const asked = `asked-${n}`;
  const people = { owner: owner.email, backupOwner: backup.email };
  for (const id of [other, asked]) await createAgent(world.ctx, CreateAgentInput.parse(agentOf(id, people)));
  // Two people ask on purpose: once before they leave, once meanwhile, also the backup owner.
  await transferOwnership(world.ctx, { id: asked, owner: successor.email, reason });
  await disableUser(world.ctx, { id: owner.id });
  await withdrawTransfer(world.ctx, { id: other, reason });
  await transferOwnership(world.ctx, { id: other, owner: backup.email, reason });
  expect(await read()).toMatchObject({ ownership: 'proposed', authority: 'reads_only' });

  await enableUser(world.ctx, { id: owner.id });
  expect(await read()).toMatchObject({ ownership: 'accepted', authority: 'full', proposal: null });
  expect((await world.events(agent)).at(-1)).toMatchObject({
    event: 'agent.ownership_voided',
    details: { insteadOf: backup.id, reason: `${owner.email} was enabled again` },
  });
  expect((await world.events(owner.id)).at(-1)).toMatchObject({
    event: 'user.enabled',
    details: { agents: { voided: 1 } },
  });
  for (const [id, to] of [
    [other, backup],
    [asked, successor],
  ] as const) {
    expect(await readAgent(world.ctx, { id })).toMatchObject({
      ownership: 'proposed',
      proposedOwner: { id: to.id },
    });
  }
});

test('a backup owner who declines leaves it to the admins, who see it; whoever they ask next may accept', async () => {
  await disableUser(world.ctx, { id: owner.id });
  expect(await declineOwnership(as(backup), { id: agent, reason })).toMatchObject({
    proposedOwner: null,
    ownership: 'left',
    authority: 'reads_only',
  });
  expect(await list(world.ctx, { ownership: 'proposed,left', q: agent })).toEqual([agent]);
  await propose();
  // Declined again: the backup owner is asked, because it was not they this time.
  expect(await declineOwnership(as(successor), { id: agent, reason })).toMatchObject({
    proposedOwner: { email: backup.email },
    proposal: { by: successor.id },
  });
  expect((await events()).at(-1)?.details).toMatchObject({ askedInstead: backup.id });
});

test('what was proposed to somebody who is disabled is void, and goes to the backup owner where there is no owner', async () => {
  await propose();
  await disableUser(world.ctx, { id: successor.id });
  expect(await read()).toMatchObject({
    owner: { email: owner.email },
    ownership: 'accepted',
    proposedOwner: null,
  });
  expect((await events()).at(-1)).toMatchObject({
    event: 'agent.ownership_voided',
    details: { insteadOf: successor.id, reason: `${successor.email} was disabled` },
  });

  await enableUser(world.ctx, { id: successor.id });
  await propose();
  await disableUser(world.ctx, { id: owner.id });
  expect(await read(), 'a proposal that stands goes on').toMatchObject({
    proposedOwner: { email: successor.email },
  });
  await disableUser(world.ctx, { id: successor.id });
  expect(await read()).toMatchObject({ proposedOwner: { email: backup.email } });
  await disableUser(world.ctx, { id: backup.id });
  expect(await read()).toMatchObject({ proposedOwner: null, ownership: 'unowned', authority: 'nothing' });
});

test('nobody is asked while they are being disabled', async () => {
  const disabled = world.meanwhile(
    `UPDATE users SET disabled_at = clock_timestamp() WHERE id = '${successor.id}'`,
    () => propose(),
  );
  await expect(disabled).rejects.toMatchObject({ fields: [{ field: 'owner' }] });
  expect(await read()).toMatchObject({ ownership: 'accepted' });
});

test('disabled and asked at once, in whatever order: no proposal to somebody who has left', async () => {
  for (let round = 0; round < 8; round += 1) {
    await Promise.allSettled([propose(), disableUser(world.ctx, { id: successor.id })]);
    const after = await read();
    expect(after.proposedOwner).toBeNull();
    await enableUser(world.ctx, { id: successor.id });
  }
});

test('a retired agent is proposed to nobody, and lists tell whom what waits for', async () => {
  await propose();
  expect(await list(as(successor), { proposedTo: 'me' })).toEqual([agent]);
  expect(await list(world.ctx, { proposedTo: 'me' })).toEqual([]);
  expect(await list(world.ctx, { proposedTo: successor.email })).toEqual([agent]);
  expect(await list(world.ctx, { ownership: 'accepted', q: agent })).toEqual([]);
  expect(await needs(as(successor))).toMatchObject({ ownership_asked: 1 });
  expect(await needs(as(successor))).not.toHaveProperty('ownership_waiting');
  const waiting = (await needs(world.ctx)).ownership_waiting ?? 0;
  expect(waiting).toBeGreaterThan(0);
  expect(await needs(world.ctx)).not.toHaveProperty('ownership_asked');
  expect(await retireAgent(world.ctx, { id: agent, reason })).toMatchObject({ proposedOwner: null });
  expect((await events()).at(-1)?.details).toMatchObject({ voidedProposal: successor.id });
  expect(await list(as(successor), { proposedTo: 'me' })).toEqual([]);
  expect((await needs(world.ctx)).ownership_waiting ?? 0).toBe(waiting - 1);
  await expect(propose()).rejects.toMatchObject({ reason: 'wrong_state' });
});

test('what a tier leaves meanwhile follows the tier that counts', async () => {
  await propose();
  await changeAgent(world.ctx, { id: agent, riskTier: 'critical' });
  expect(await read()).toMatchObject({ riskTier: 'critical', authority: 'nothing' });
});
