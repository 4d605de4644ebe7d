import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Tx } from '@/lib/db/client';
import { countPeople, deciderRefusal } from '@/lib/domain/approver';
import type { Role } from '@/lib/domain/role';
import { waitingForLocks } from '@/tests/support/locks';
import { until } from '@/tests/support/until';
import { transferOwnership } from '../agent/transfer-ownership';
import { rotateApiKey } from '../api-key/rotate';
import { replaceApprovalRules } from '../approval-rule/replace';
import { changeApproverGroup } from '../approver-group/change';
import { createApproverGroup } from '../approver-group/create';
import { changeUser } from '../user/change';
import { disableUser } from '../user/disable';
import { joinUser } from '../user/join';
import { partUser } from '../user/part';
import { type Answerable, loadApproverFacts, loadApproversOf } from './approvers';
import { loadEscalation } from './load';
import { People } from './people.fixture';

let p: People;
beforeAll(async () => {
  p = await People.create();
  await p.person('olga', ['auditor']);
  await p.person('root', ['admin']);
  await p.agent('plain', { owner: 'usr_olga' });
  await p.agent('above', { owner: 'usr_olga' });
});
afterAll(() => p.world.drop());

let n = 0;
const somebody = (roles: Role[] = ['approver'], more = {}) => p.person(`p${++n}`, roles, more);
const ownedBy = (owners: object) => p.agent(`bot-${++n}`, { owner: 'usr_olga', ...owners });
/** As `hold_answer` does it, without the call itself. */
async function holdApprovers(tx: Tx, row: Answerable, acting: { userId: string }[]) {
  const also = acting.map(({ userId }) => userId);
  await tx.$queryRaw`SELECT hold_approvers(${row.taskId}, ${also})::text`;
  return (await loadApproverFacts(tx, [row], { also }))(row);
}

const approversOf = async (id: string) => (await loadApproversOf(p.db, [await loadEscalation(p.db, id)]))(id);
const refusalFor = async (id: string, userId: string, givenTo: string | null = null) =>
  deciderRefusal(await approversOf(id), { userId, givenTo, roles: ['approver'] });

describe('separation of duties', () => {
  type Made = { escalation: string; who: string };
  const relations: [string, string, (who: string) => Promise<Made['escalation']>][] = [
    [
      'a key of theirs asked',
      'requester',
      async (who) => plain({ askedBy: { kind: 'api_key', id: await p.key({ userId: who }) } }),
    ],
    [
      'a key that they were shown asked',
      'requester',
      async (who) =>
        plain({ askedBy: { kind: 'api_key', id: await p.key({ userId: 'usr_olga', givenTo: who }) } }),
    ],
    [
      'a token that they got with their key asked',
      'requester',
      async (who) =>
        plain({ askedBy: { kind: 'task_token', id: 'tok_x', api_key: await p.key({ userId: who }) } }),
    ],
    ['owner', 'owner', async (who) => of({ agent: await ownedBy({ owner: who }) })],
    ['backup owner', 'backup_owner', async (who) => of({ agent: await ownedBy({ backup: who }) })],
    ['proposed owner', 'proposed_owner', async (who) => of({ agent: await ownedBy({ proposed: who }) })],
    [
      'proposed backup owner',
      'proposed_owner',
      async (who) => of({ agent: await ownedBy({ proposed: 'usr_root', proposedBackup: who }) }),
    ],
    [
      'principal',
      'principal',
      async (who) => of({ agent: 'plain', onBehalfOf: `<${who.slice(4).toUpperCase()}@Example.ORG>` }),
    ],
    ['principal by id', 'principal', async (who) => of({ agent: 'plain', onBehalfOf: who })],
    ['opener', 'opener', async (who) => of({ agent: 'plain', openedBy: who })],
    [
      'opener by a key',
      'opener',
      async (who) => of({ agent: 'plain', openedBy: await p.key({ userId: who }) }),
    ],
    [
      'opener by a key that they were shown',
      'opener',
      async (who) => of({ agent: 'plain', openedBy: await p.key({ givenTo: who }) }),
    ],
    ['owner above', 'chain', async (who) => below({ agent: await ownedBy({ owner: who }) })],
    ['backup owner above', 'chain', async (who) => below({ agent: await ownedBy({ backup: who }) })],
    ['proposed owner above', 'chain', async (who) => below({ agent: await ownedBy({ proposed: who }) })],
    [
      'principal above',
      'chain',
      async (who) => below({ agent: 'above', onBehalfOf: `${who.slice(4)}@example.org` }),
    ],
    [
      'opener above',
      'chain',
      async (who) => below({ agent: 'above', openedBy: await p.key({ givenTo: who }) }),
    ],
  ];
  const of = async (more: Parameters<People['task']>[0]) =>
    p.escalation({ task: await p.task(more), agent: more.agent });
  const plain = async (more: object) =>
    p.escalation({ task: await p.task({ agent: 'plain' }), agent: 'plain', ...more });
  const below = async (more: Parameters<People['task']>[0]) => {
    const middle = await p.task({ agent: await ownedBy({}), parent: await p.task(more) });
    return p.escalation({ task: await p.task({ agent: 'plain', parent: middle }), agent: 'plain' });
  };

  test.each(relations)('%s', async (_name, relation, make) => {
    const who = await somebody();
    const twin = await somebody(['approver'], { sameAs: who });
    const other = await somebody();
    const id = await make(who);
    const { forbidden, may } = await approversOf(id);
    expect(forbidden.get(who)).toBe(relation);
    expect(forbidden.get(twin)).toBe(relation);
    expect(may.map((one) => one.id)).toContain(other);
    for (const account of [who, twin]) {
      expect((await refusalFor(id, account))?.code).toBe('own_interest');
      expect((await refusalFor(id, other, account))?.code).toBe('own_interest');
    }
    expect(await refusalFor(id, other)).toBeNull();
  });

  test('whoever was shown a key before it was rotated still asked by it', async () => {
    const [who, root] = [await somebody(), p.as('usr_root', ['admin'])];
    const key = await p.key({ givenTo: who });
    const id = await plain({ askedBy: { kind: 'api_key', id: key } });
    await rotateApiKey(root, { id: key });
    const { forbidden } = await approversOf(id);
    expect([forbidden.get(who), forbidden.get('usr_root')]).toEqual(['requester', 'requester']);
  });

  test('a chain in which one person stands with two accounts forbids a third of theirs', async () => {
    const first = await somebody(['auditor']);
    const second = await somebody(['auditor'], { sameAs: first });
    const third = await somebody(['approver'], { sameAs: first });
    const parent = await p.task({ agent: await ownedBy({ owner: first }) });
    const agent = await ownedBy({ owner: second });
    const id = await p.escalation({ task: await p.task({ agent, parent }), agent });
    expect((await refusalFor(id, third))?.code).toBe('own_interest');
    const verdicts = [first, second, third].map((userId) => ({ userId, givenTo: null }));
    expect(countPeople(verdicts, (await approversOf(id)).personOf)).toBe(1);
  });
});

describe('accounts of one person', () => {
  const admin = () => p.as('usr_root', ['admin']);
  const personsOf = async (...ids: string[]) =>
    (await p.db.user.findMany({ where: { id: { in: ids } }, orderBy: { id: 'asc' } })).map(
      (row) => row.samePersonAsId ?? row.id,
    );

  test('joining two pairs makes one person, whichever account is named, with an audit row', async () => {
    const [a, b, c, d] = [await somebody(), await somebody(), await somebody(), await somebody()];
    await joinUser(admin(), { id: a, with: b });
    await joinUser(admin(), { id: c, with: d });
    await joinUser(admin(), { id: a, with: c });
    expect(new Set(await personsOf(a, b, c, d))).toEqual(new Set([d]));
    await expect(joinUser(admin(), { id: b, with: c })).rejects.toMatchObject({ reason: 'already_joined' });
    await expect(joinUser(admin(), { id: b, with: b })).rejects.toMatchObject({ code: 'invalid_input' });
    expect(await p.world.eventsAbout(a)).toEqual(['user.joined', 'user.joined']);
    // The one that names them leaves: the others are one person still.
    await partUser(admin(), { id: d, reason: 'a mistake' });
    expect(new Set(await personsOf(a, b, c))).toEqual(new Set([a]));
    expect(await personsOf(d)).toEqual([d]);
    await partUser(admin(), { id: c, reason: 'a mistake' });
    expect(await personsOf(a, b, c)).toEqual([a, a, c]);
  });

  test('nobody parts their own accounts, and only admins declare', async () => {
    const own = await somebody(['approver']);
    await joinUser(admin(), { id: own, with: 'usr_root' });
    await expect(partUser(admin(), { id: own, reason: 'to count twice' })).rejects.toMatchObject({
      reason: 'own_account',
    });
    await partUser(p.as('usr_ada', ['admin']), { id: own, reason: 'a mistake' });
    await expect(joinUser(p.as(own), { id: own, with: 'usr_root' })).rejects.toMatchObject({
      code: 'forbidden',
    });
  });

  test('the database refuses a chain and a ring, whatever the code path', async () => {
    const [a, b, c] = [await somebody(), await somebody(), await somebody()];
    const point = (id: string, at: string) =>
      p.db.user.update({ where: { id }, data: { samePersonAsId: at } });
    await point(a, b);
    await expect(point(c, a)).rejects.toThrow(/stand between/);
    await expect(point(b, c)).rejects.toThrow(/stand between/);
    await expect(point(b, b)).rejects.toThrow(/stand between|users_not_its_own_twin/);
  });

  test('two declarations at once make no ring', async () => {
    const [a, b] = [await somebody(), await somebody()];
    const done = await Promise.allSettled([
      joinUser(admin(), { id: a, with: b }),
      joinUser(admin(), { id: b, with: a }),
    ]);
    expect(done.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});

describe('what happens meanwhile', () => {
  /** Holds the approvers in a transaction that stays open while `meanwhile` is tried, and then ends. */
  async function heldWhile(id: string, who: string, meanwhile: () => Promise<unknown>) {
    const order: string[] = [];
    let going: Promise<unknown> = Promise.resolve();
    const refusal = await p.db.$transaction(
      async (tx) => {
        const found = await refusalIn(tx as Tx, id, who);
        going = meanwhile().then(() => order.push('changed'));
        await until('the change to wait', async () => (await waitingForLocks(p.world.database.url)) > 0);
        order.push('answered');
        return found;
      },
      { timeout: 9000 },
    );
    await going;
    return { refusal, order };
  }
  const refusalIn = async (tx: Tx, id: string, userId: string) => {
    const approvers = await holdApprovers(tx, await loadEscalation(tx, id), [{ userId }]);
    return deciderRefusal(approvers, { userId, givenTo: null, roles: ['approver'] });
  };
  /** Begins to answer while a change is written and not committed: it waits, and then sees it. */
  async function answeredAfter(id: string, who: string, change: (tx: Tx) => Promise<unknown>) {
    let answer: Promise<unknown> = Promise.resolve();
    await p.db.$transaction(
      async (tx) => {
        await change(tx as Tx);
        answer = p.db.$transaction((other) => refusalIn(other as Tx, id, who), { timeout: 9000 });
        answer.catch(() => {});
        await until('the answer to wait', async () => (await waitingForLocks(p.world.database.url)) > 0);
      },
      { timeout: 9000 },
    );
    return (await answer) as { code: string } | null;
  }
  const root = (tx?: Tx) => ({ ...p.as('usr_root', ['admin']), ...(tx !== undefined && { tx }) });
  async function scene() {
    const who = await somebody();
    const parentAgent = await ownedBy({});
    const agent = await ownedBy({});
    const parent = await p.task({ agent: parentAgent });
    const id = await p.escalation({ task: await p.task({ agent, parent }), agent, system: 'mail' });
    const group = await createApproverGroup(root(), {
      name: `group ${++n}`,
      members: [`${who.slice(4)}@example.org`],
    });
    return { who, agent, parentAgent, id, group };
  }
  type Scene = Awaited<ReturnType<typeof scene>>;
  const rulesWith = async (groupId: string, tx?: Tx) => {
    const { approvalRulesRevision } = await p.db.installation.findUniqueOrThrow({ where: { id: 1 } });
    return replaceApprovalRules(
      { ...root(tx), ifMatch: approvalRulesRevision },
      {
        rules: [{ name: 'mail', system: 'mail', tiers: [], actionClasses: [], group: groupId }],
      },
    );
  };
  const email = (id: string) => `${id.slice(4)}@example.org`;

  const changes: [string, string, (s: Scene, tx?: Tx) => Promise<unknown>][] = [
    [
      'the agent is handed to them',
      'own_interest',
      ({ agent, who }, tx) => transferOwnership(root(tx), { id: agent, owner: email(who), reason: 'r' }),
    ],
    [
      'an agent above is handed to them',
      'own_interest',
      ({ parentAgent, who }, tx) =>
        transferOwnership(root(tx), { id: parentAgent, owner: email(who), reason: 'r' }),
    ],
    [
      'they become the proposed backup',
      'own_interest',
      ({ agent, who }, tx) =>
        transferOwnership(root(tx), {
          id: agent,
          owner: 'usr_root@example.org'.replace('usr_', ''),
          backupOwner: email(who),
          reason: 'r',
        }),
    ],
    [
      'they lose the role',
      'not_asked',
      ({ who }, tx) => changeUser(root(tx), { id: who, roles: ['auditor'] }),
    ],
    ['they are disabled', 'not_asked', ({ who }, tx) => disableUser(root(tx), { id: who })],
    [
      'they leave the group',
      'not_asked',
      async ({ group }, tx) => changeApproverGroup(root(tx), { id: group.id, members: ['root@example.org'] }),
    ],
    [
      'their account is the owner’s',
      'own_interest',
      ({ who }, tx) => joinUser(root(tx), { id: who, with: 'usr_olga' }),
    ],
    [
      'the owner’s account is theirs',
      'own_interest',
      ({ who }, tx) => joinUser(root(tx), { id: 'usr_olga', with: who }),
    ],
  ];

  test.each(changes)('%s: too late, when they have begun to decide', async (_name, code, change) => {
    const made = await scene();
    await rulesWith(made.group.id);
    const { refusal, order } = await heldWhile(made.id, made.who, () => change(made));
    expect(refusal).toBeNull();
    expect(order).toEqual(['answered', 'changed']);
    expect((await refusalFor(made.id, made.who))?.code).toBe(code);
    await parted();
  });

  test.each(changes)('%s: counts, when it came first', async (_name, code, change) => {
    const made = await scene();
    await rulesWith(made.group.id);
    expect((await answeredAfter(made.id, made.who, (tx) => change(made, tx)))?.code).toBe(code);
    await parted();
  });

  test('a rule that asks others is too late, or counts', async () => {
    const made = await scene();
    const others = await createApproverGroup(root(), { name: `group ${++n}`, members: ['root@example.org'] });
    await rulesWith(made.group.id);
    const held = await heldWhile(made.id, made.who, () => rulesWith(others.id));
    expect([held.refusal, held.order]).toEqual([null, ['answered', 'changed']]);
    expect((await refusalFor(made.id, made.who))?.code).toBe('not_asked');
    await rulesWith(made.group.id);
    expect((await answeredAfter(made.id, made.who, (tx) => rulesWith(others.id, tx)))?.code).toBe(
      'not_asked',
    );
  });

  test('two who decide on the same call do not wait for each other here', async () => {
    const made = await scene();
    await p.db.$transaction(async (one) => {
      await holdApprovers(one as Tx, await loadEscalation(one as Tx, made.id), [{ userId: made.who }]);
      await p.db.$transaction(async (two) => {
        await two.$executeRaw`SET LOCAL lock_timeout = '500ms'`;
        await holdApprovers(two as Tx, await loadEscalation(two as Tx, made.id), [{ userId: 'usr_root' }]);
      });
    });
  });

  const parted = async () => {
    await p.db.user.updateMany({ where: { samePersonAsId: { not: null } }, data: { samePersonAsId: null } });
  };
});

test('what an escalation’s group was is kept when it ceases to wait, and as it was then', async () => {
  const who = await somebody();
  const ctx = p.as('usr_root', ['admin']);
  const one = await createApproverGroup(ctx, { name: 'First', members: [`${who.slice(4)}@example.org`] });
  const two = await createApproverGroup(ctx, { name: 'Second', members: ['root@example.org'] });
  const rules = async (group: string) => {
    const { approvalRulesRevision } = await p.db.installation.findUniqueOrThrow({ where: { id: 1 } });
    await replaceApprovalRules(
      { ...ctx, ifMatch: approvalRulesRevision },
      {
        rules: [{ name: 'all', system: null, tiers: [], actionClasses: [], group }],
      },
    );
  };
  const task = await p.task({ agent: 'plain' });
  const [waiting, denied] = [
    await p.escalation({ task, agent: 'plain' }),
    await p.escalation({ task, agent: 'plain' }),
  ];
  await rules(one.id);
  await p.db.escalation.update({ where: { id: denied }, data: { state: 'denied' } });
  await rules(two.id);
  expect((await approversOf(waiting)).group?.name).toBe('Second');
  expect((await approversOf(denied)).group?.name).toBe('First');
});

test('a page of 200 costs as many statements as one row', async () => {
  const ids: string[] = [];
  for (let i = 0; i < 200; i += 1) {
    const agent = `many-${i % 20}`;
    if (i < 20) await p.agent(agent, { owner: await somebody() });
    const askedBy = { kind: 'api_key', id: await p.key({ givenTo: 'usr_olga' }) };
    ids.push(await p.escalation({ task: await p.task({ agent }), agent, askedBy }));
  }
  const rows = await Promise.all(ids.map((id) => loadEscalation(p.db, id)));
  const query = vi.spyOn(p.world.database.pool, 'query');
  const count = async (of: typeof rows) => {
    query.mockClear();
    const started = performance.now();
    const approversFor = await loadApproversOf(p.db, of);
    for (const { id } of of) approversFor(id);
    return { statements: query.mock.calls.length, ms: performance.now() - started };
  };
  const one = await count(rows.slice(0, 1));
  const all = await count(rows);
  query.mockRestore();
  expect([one.statements, all.statements]).toEqual([1, 1]);
  expect(all.ms).toBeLessThan(1000);
});
