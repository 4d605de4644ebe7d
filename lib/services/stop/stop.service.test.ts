import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CreateSystemInput } from '@/lib/contract/system';
import { CreateToolInput } from '@/lib/contract/tool';
import type { Role } from '@/lib/domain/role';
import { type Inventory, openInventory, systemOf, toolOf } from '../agent/inventory.fixture';
import { retireAgent } from '../agent/retire';
import type { Ctx } from '../context';
import { readEscalation } from '../escalation/read';
import { createSystem } from '../system/create';
import { createTool } from '../tool/create';
import { createUser } from '../user/create';
import { disableUser } from '../user/disable';
import { createStop } from './create';
import { listStops } from './list';
import { previewStop } from './preview';
import { readStop } from './read';
import { releaseStop, releaseStopAlone } from './release';

let world: Inventory;
const people: Record<string, string> = {};
beforeAll(async () => {
  world = await openInventory();
  for (const name of ['kim', 'lee', 'max']) {
    people[name] = (await createUser(world.ctx, { email: `${name}@example.com`, name, roles: ['admin'] })).id;
  }
});
afterAll(() => world.close());
const releaseAll = () =>
  world.prisma
    .$executeRaw`UPDATE stops SET released_at = now(), released_alone = true WHERE released_at IS NULL`;
beforeEach(releaseAll);

const actor = (
  kind: 'user' | 'api_key',
  userId: string | null,
  id = userId ?? 'key_x',
  roles: Role[] = ['admin'],
): Ctx => ({
  ...world.ctx,
  actor: { ...world.ctx.actor, kind, id, userId, roles },
});
const as = (name: string) => actor('user', people[name] ?? null);
const everything = () => createStop(world.ctx, { target: { kind: 'everything' }, reason: 'An incident' });
const release = (ctx: Ctx, id: string) => releaseStop(ctx, { id, reason: 'It is over' });
const isOpen = async (id: string) =>
  (await world.prisma.stop.findUniqueOrThrow({ where: { id } })).releasedAt === null;

describe('everything is released by two people', () => {
  test('the first only asks for it; the second, somebody else, releases it', async () => {
    const { id } = await everything();
    const asked = await release(as('kim'), id);
    expect(asked).toMatchObject({
      state: 'release_requested',
      releasedAt: null,
      releaseRequest: { person: people.kim, reason: 'It is over' },
    });
    expect(await isOpen(id)).toBe(true);
    const released = await release(as('lee'), id);
    expect(released).toMatchObject({
      state: 'released',
      releasedBy: people.lee,
      releasedAlone: false,
      releaseRequest: { person: people.kim },
    });
    const events = await world.events(id);
    expect(events.map(({ event }) => event)).toEqual([
      'stop.created',
      'stop.release_requested',
      'stop.released',
    ]);
    expect(events.at(-1)?.details).toMatchObject({ person: people.lee, requestedBy: people.kim });
  });

  test('the same person is refused, by whichever key of theirs', async () => {
    const { id } = await everything();
    await release(actor('api_key', people.kim ?? null, 'key_1'), id);
    for (const ctx of [as('kim'), actor('api_key', people.kim ?? null, 'key_2')]) {
      await expect(release(ctx, id)).rejects.toMatchObject({
        code: 'refused',
        reason: 'needs_second_person',
      });
    }
    expect(await isOpen(id)).toBe(true);
  });

  test('a key of nobody is no person: neither the first nor the second', async () => {
    const { id } = await everything();
    const nobody = actor('api_key', null);
    await expect(release(nobody, id)).rejects.toMatchObject({ code: 'refused', reason: 'needs_person' });
    await expect(release(world.ctx, id)).rejects.toMatchObject({ reason: 'needs_person' });
    await release(as('kim'), id);
    await expect(release(nobody, id)).rejects.toMatchObject({ reason: 'needs_person' });
    expect(await isOpen(id)).toBe(true);
  });

  test('of two who confirm at once, one does, and the other is told', async () => {
    const { id } = await everything();
    await release(as('kim'), id);
    const both = await Promise.allSettled([release(as('lee'), id), release(as('max'), id)]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const events = (await world.events(id)).filter(({ event }) => event === 'stop.released');
    expect(events).toHaveLength(1);
  });

  test('of two who ask at once, neither releases', async () => {
    const { id } = await everything();
    const both = await Promise.allSettled([release(as('kim'), id), release(as('lee'), id)]);
    const done = both.filter(({ status }) => status === 'fulfilled').length;
    // They overlap, and one is told so; or they follow each other, and the second one confirms.
    expect(await isOpen(id)).toBe(done === 1);
  });

  test('what nobody confirms within the hour is asked for anew', async () => {
    const { id } = await everything();
    await release(as('kim'), id);
    await world.prisma
      .$executeRaw`UPDATE stops SET release_requested_at = release_requested_at - interval '1 hour' WHERE id = ${id}`;
    expect((await readStop(as('lee'), { id })).state).toBe('in_force');
    expect((await release(as('lee'), id)).state).toBe('release_requested');
    await expect(release(as('lee'), id)).rejects.toMatchObject({ reason: 'needs_second_person' });
    expect((await release(as('kim'), id)).state).toBe('released');
  });

  test('a request of somebody who is no enabled admin any more is none', async () => {
    const { id: mia } = await createUser(world.ctx, {
      email: 'mia@example.com',
      name: 'mia',
      roles: ['admin'],
    });
    const { id } = await everything();
    await release(actor('user', mia), id);
    await disableUser(world.ctx, { id: mia });
    expect((await release(as('lee'), id)).state).toBe('release_requested');
    expect(await isOpen(id)).toBe(true);
  });

  test('the database itself refuses a release by one person', async () => {
    const { id } = await everything();
    const alone = world.prisma.$executeRaw`
      UPDATE stops SET released_at = now(), released_person = ${people.kim}, release_requested_by = 'x',
             release_requested_person = ${people.kim}, release_requested_at = now(), release_request_reason = 'r'
       WHERE id = ${id}`;
    await expect(alone).rejects.toThrow(/stops_two_persons/);
    const unasked = world.prisma.$executeRaw`UPDATE stops SET released_at = now() WHERE id = ${id}`;
    await expect(unasked).rejects.toThrow(/stops_two_persons/);
  });

  test('alone only at the command line, under a name of its own', async () => {
    const { id } = await everything();
    await expect(releaseStopAlone(as('kim'), { id, reason: 'x' })).rejects.toMatchObject({
      code: 'forbidden',
    });
    const released = await releaseStopAlone(world.ctx, { id, reason: 'Nobody else is here' });
    expect(released).toMatchObject({ state: 'released', releasedAlone: true });
    expect((await world.events(id)).at(-1)).toMatchObject({
      event: 'stop.released_alone',
      details: { breakGlass: true, reason: 'Nobody else is here' },
    });
  });

  test('every other stop is released by one, at once', async () => {
    const { id } = await createStop(world.ctx, { target: { kind: 'tier', id: 'low' }, reason: 'r' });
    expect(await release(as('kim'), id)).toMatchObject({ state: 'released', releaseRequest: null });
    await expect(release(as('kim'), id)).rejects.toMatchObject({ reason: 'already_released' });
  });

  test('refuses who may not', async () => {
    const { id } = await everything();
    for (const role of ['approver', 'reviewer', 'auditor', 'pep'] as const) {
      await expect(release(world.as(role), id)).rejects.toMatchObject({ code: 'forbidden' });
    }
    expect((await listStops(world.as('auditor'), { open: 'true', limit: 10 })).items).toHaveLength(1);
  });
});

describe('what a stop covers', () => {
  let now: Date;
  const token = (id: string, kind: 'task' | 'system', more: object = {}) =>
    world.prisma.issuedToken.create({
      data: {
        id,
        credentialId: 'crd_1',
        kind,
        issuedAt: now,
        expiresAt: new Date(now.getTime() + 300_000),
        ...more,
      },
    });

  beforeAll(async () => {
    await releaseAll();
    now = new Date();
    await world.agent('clerk', {});
    const task = await world.task('clerk');
    const [grant] = task.grants;
    const { id: identity } = await world.prisma.workloadIdentity.create({
      data: {
        id: 'wid_1',
        agentId: 'clerk',
        kind: 'key',
        publicJwk: { kty: 'OKP', crv: 'Ed25519', x: 'x' },
        thumbprint: 't',
        createdBy: 'test',
        createdAt: now,
      },
    });
    await world.prisma.taskCredential.create({
      data: {
        id: 'crd_1',
        taskId: task.id,
        agentId: 'clerk',
        identityId: identity,
        subject: 's',
        createdAt: now,
      },
    });
    await token('tok_task', 'task');
    await token('tok_crm', 'system', { systemId: 'crm', grantId: grant?.id });
    await world.prisma.escalation.create({
      data: {
        id: 'esc_1',
        digest: 'd',
        taskId: task.id,
        agentId: 'clerk',
        toolId: 'crm/contacts.delete',
        arguments: {},
        reasons: [],
        decisionId: 'dec_1',
        requestedAt: now,
        expiresAt: new Date(now.getTime() + 300_000),
      },
    });
  });

  const whole = {
    agents: 1,
    runningTasks: 1,
    liveGrants: 1,
    taskTokens: 1,
    systemTokens: 1,
    pendingEscalations: 1,
  };
  const cases = [
    { kind: 'agent', id: 'clerk', counts: whole },
    { kind: 'owner', id: 'ana@example.com', counts: whole },
    { kind: 'tier', id: 'low', counts: whole },
    { kind: 'tier', id: 'critical', counts: { agents: 0, runningTasks: 0, systemTokens: 0 } },
    { kind: 'everything', id: undefined, counts: whole },
    { kind: 'system', id: 'crm', counts: { ...whole, taskTokens: 0 } },
    { kind: 'tool', id: 'crm/contacts.search', counts: { ...whole, taskTokens: 0, pendingEscalations: 0 } },
    {
      kind: 'tool',
      id: 'crm/contacts.delete',
      counts: { agents: 0, runningTasks: 0, liveGrants: 0, systemTokens: 0, pendingEscalations: 1 },
    },
  ] as const;
  for (const { kind, id, counts } of cases) {
    test(`is counted before: ${kind} ${id ?? ''}`, async () => {
      expect(await previewStop(world.as('auditor'), { kind, ...(id !== undefined && { id }) })).toMatchObject(
        counts,
      );
    });
  }

  test('what has run out, or lies in another system, is not counted', async () => {
    await createSystem(world.ctx, CreateSystemInput.parse(systemOf('mail')));
    await createTool(world.ctx, CreateToolInput.parse(toolOf('mail', 'contacts.search')));
    // An escalation whose time is over and which nobody has marked; an entitlement that has ended; a grant elsewhere.
    await world.prisma.$executeRaw`
      INSERT INTO escalations (id, digest, task_id, agent_id, tool_id, arguments, reasons, decision_id, requested_at, expires_at)
      SELECT 'esc_2', 'd2', task_id, agent_id, 'crm/contacts.search', '{}'::jsonb, '{}'::text[], 'dec_2', requested_at - interval '1 hour',
             now() - interval '1 second'
        FROM escalations WHERE id = 'esc_1'`;
    await world.agent('past', {});
    await world.prisma.$executeRaw`
      UPDATE entitlements SET starts_at = now() - interval '2 days', ends_at = now() - interval '1 day' WHERE agent_id = 'past'`;
    await world.agent('elsewhere', { system: 'mail' });
    await world.task('elsewhere');
    const of = (kind: 'system' | 'tool', id: string) => previewStop(world.ctx, { kind, id });
    expect(await of('system', 'crm')).toMatchObject({ ...whole, taskTokens: 0 });
    expect(await of('tool', 'crm/contacts.search')).toMatchObject({
      agents: 1,
      liveGrants: 1,
      pendingEscalations: 0,
    });
    expect(await of('tool', 'mail/contacts.search')).toMatchObject({
      agents: 1,
      runningTasks: 1,
      liveGrants: 1,
      systemTokens: 0,
    });
    for (const id of ['past', 'elsewhere']) await retireAgent(world.ctx, { id, reason: 'was for the count' });
    await world.prisma.$executeRaw`UPDATE escalations SET state = 'expired' WHERE id = 'esc_2'`;
  });

  test('its tokens for systems are revoked with it, and said to outlive it where only signatures are looked at', async () => {
    const elsewhere = await createStop(world.ctx, { target: { kind: 'tier', id: 'critical' }, reason: 'r' });
    expect((await readStop(world.ctx, { id: elsewhere.id })).effects.tokensRevoked).toBe(0);
    const { id } = await createStop(world.ctx, { target: { kind: 'agent', id: 'clerk' }, reason: 'r' });
    const { effects } = await readStop(world.as('auditor'), { id });
    expect(effects).toMatchObject({ tokensRevoked: 1, denied: 0, agents: [], callers: [] });
    expect(effects.outside).toEqual([{ system: 'crm', tokens: 1, until: new Date(now.getTime() + 300_000) }]);
    expect(effects.covers).toMatchObject({ ...whole, systemTokens: 0 });
    const row = await world.prisma.issuedToken.findUniqueOrThrow({ where: { id: 'tok_task' } });
    expect(row.revokedAt).toBeNull();
    expect((await world.events(id))[0]?.details).toMatchObject({ tokensRevoked: 1 });
  });

  test('an escalation of what is stopped is frozen, and its time goes on', async () => {
    const read = async () => await readEscalation(world.as('auditor'), { id: 'esc_1' });
    const before = await read();
    expect(before).toMatchObject({ state: 'pending', frozenBy: null });
    await createStop(world.ctx, { target: { kind: 'system', id: 'mail-or-so' }, reason: 'r' }).catch(
      () => null,
    );
    expect((await read()).frozenBy).toBeNull();
    for (const target of [
      { kind: 'agent', id: 'clerk' },
      { kind: 'owner', id: 'ana@example.com' },
      { kind: 'tier', id: 'low' },
      { kind: 'system', id: 'crm' },
      { kind: 'tool', id: 'crm/contacts.delete' },
      { kind: 'everything' },
    ] as const) {
      const { id } = await createStop(world.ctx, { target, reason: 'r' });
      expect(await read()).toMatchObject({ frozenBy: id, expiresAt: before.expiresAt });
      await releaseAll();
    }
    expect((await read()).frozenBy).toBeNull();
  });

  test('tells whom it has denied first, by which enforcement point, and how soon', async () => {
    const { id, createdAt } = await createStop(world.ctx, {
      target: { kind: 'agent', id: 'clerk' },
      reason: 'r',
    });
    const record = JSON.stringify({ caller: { id: 'key_gate', name: 'Gate', kind: 'api_key' } });
    const decide = (n: number, agent: string, reason: string, ms: number) =>
      world.prisma.$executeRaw`
        INSERT INTO decisions (id, at, writer, seq, agent_id, tool_id, outcome, reason, record, hash)
        VALUES (${`dec_0000000000000000000000000${n}`}, ${new Date(createdAt.getTime() + ms)}, 'w', ${n}, ${agent},
                'crm/contacts.search', 'deny', ${reason}, ${record}, '\\x00')`;
    await decide(1, 'clerk', 'stopped', -5);
    await decide(2, 'clerk', 'stopped', 20);
    await decide(3, 'clerk', 'stopped', 30);
    await decide(4, 'other', 'stopped', 10);
    await decide(5, 'clerk', 'class_shift', 10);
    await new Promise((done) => setTimeout(done, 60));
    const { effects } = await readStop(world.ctx, { id });
    expect(effects).toMatchObject({
      denied: 2,
      isCountWhole: true,
      agents: [{ agent: 'clerk', decision: 'dec_00000000000000000000000002' }],
      callers: [{ id: 'key_gate', name: 'Gate', decision: 'dec_00000000000000000000000002' }],
    });
    // What another stop denies after its release is not its doing.
    const { releasedAt } = await release(as('kim'), id);
    await decide(6, 'clerk', 'stopped', (releasedAt?.getTime() ?? 0) - createdAt.getTime() + 1000);
    expect((await readStop(world.ctx, { id })).effects.denied).toBe(2);
  });
});
