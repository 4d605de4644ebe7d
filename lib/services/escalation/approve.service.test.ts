import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { CreateApiKeyInput } from '@/lib/contract/api-key';
import { ReplaceApprovalRulesInput } from '@/lib/contract/approval-rule';
import { withClient } from '@/tests/support/world';
import { transferOwnership } from '../agent/transfer-ownership';
import { createApiKey } from '../api-key/create';
import { replaceApprovalRules } from '../approval-rule/replace';
import { createApproverGroup } from '../approver-group/create';
import { systemActor } from '../context';
import { fanOut } from '../delivery/fan-out';
import { revokeGrant } from '../grant/revoke';
import { keepReviewsGoing } from '../review-campaign/keep-going';
import { createStop } from '../stop/create';
import { releaseStop } from '../stop/release';
import { completeTask } from '../task/complete';
import { approveEscalation } from './approve';
import { claimEscalation } from './claim';
import { denyEscalation } from './deny';
import { expireDueEscalations } from './expire';
import { Queue } from './queue.fixture';
import { readEscalation } from './read';
import { reassignEscalation } from './reassign';
import { reviewGlass } from './review-glass';
import { withdrawEscalation } from './withdraw';

let queue: Queue;
beforeAll(async () => {
  queue = await Queue.open();
});
afterAll(() => queue.close());

const sql = (text: string, values: unknown[] = []) => queue.world.database.pool.query(text, values);
const approve = (id: string, by = 'kim', more: object = {}) =>
  approveEscalation(queue.as(by), { id, ...more });
const deny = (id: string, by = 'kim', reason = 'Not today') => denyEscalation(queue.as(by), { id, reason });

/** A call that waits, and its task. */
async function waiting(more: object = {}): Promise<{ task: string; id: string }> {
  const task = await queue.task();
  return { task, id: await queue.waiting({ task, ...more }) };
}

/** As if the call had been asked earlier, with so much time left. Only who owns the database can. */
const moveTimes = (id: string, earlier: string, left: string) =>
  withClient(queue.world.database.url, async (client) => {
    await client.query('BEGIN');
    await client.query('ALTER TABLE escalations DISABLE TRIGGER escalation_keeps_its_call');
    await client.query(
      `UPDATE escalations SET requested_at = requested_at - $2::interval, expires_at = clock_timestamp() + $3::interval
        WHERE id = $1`,
      [id, earlier, left],
    );
    await client.query('ALTER TABLE escalations ENABLE TRIGGER escalation_keeps_its_call');
    await client.query(
      `UPDATE task_live SET version = version + 1
                         WHERE task_id = (SELECT task_id FROM escalations WHERE id = $1)`,
      [id],
    );
    await client.query('COMMIT');
  });

const wholeScope = {
  system: 'crm',
  tools: ['contacts.remove'],
  actionClasses: ['delete' as const],
  resources: [],
  maxSensitivity: 'internal' as const,
  arguments: {},
};

describe('INVARIANT (approval-once): an approval', () => {
  test('lets exactly the call through, once, on whichever instance', async () => {
    const { task, id } = await waiting();
    const approved = await approve(id);
    expect(approved).toMatchObject({
      state: 'approved',
      answeredBy: 'usr_kim',
      grant: { isOneCall: true, uses: 1, spent: 0, state: 'live' },
      verdicts: [{ by: { id: 'usr_kim' }, verdict: 'approve', scope: null, uses: 1 }],
    });
    const used = await queue.ask({ task, on: 1 });
    expect(used).toMatchObject({
      outcome: 'allow',
      approval: id,
      grant: approved.grant?.id,
      lifted: [],
    });
    expect(await readEscalation(queue.as('kim'), { id })).toMatchObject({
      state: 'used',
      grant: { spent: 1, state: 'exhausted' },
    });
    expect(await queue.ask({ task, approval: id })).toMatchObject({
      outcome: 'deny',
      reason: 'approval_expired',
    });
    // Without the name it is a new question.
    const again = await queue.ask({ task, on: 1 });
    expect(again).toMatchObject({ outcome: 'escalate', reason: 'grant_required' });
    expect(again.escalation).not.toBe(id);
    expect(await queue.world.eventsAbout(id)).toEqual(['escalation.approved']);
  });

  test('lifts the question that it answers where there is a grant already', async () => {
    const task = await queue.task({ actionClasses: ['read'] });
    await sql(
      `INSERT INTO grants (id, task_id, task_ends_at, entitlement_id, system_id, tools, action_classes, resources,
                           max_sensitivity, starts_at, ends_at, reason, created_by)
       SELECT 'grt_' || right(t.id, 26), t.id, t.ends_at, e.id, 'crm', '{contacts.*}', '{write}', '{}', 'internal', now(), t.ends_at, 'test', 'test'
         FROM tasks t, entitlements e WHERE t.id = $1 AND e.agent_id = 'bot' AND e.activation = 'automatic'`,
      [task],
    );
    const id = await queue.waiting({ task, tool: 'crm/contacts.change' });
    await approve(id);
    expect(await queue.ask({ task, tool: 'crm/contacts.change' })).toMatchObject({
      outcome: 'allow',
      approval: id,
      lifted: [{ code: 'class_shift' }],
    });
    expect(await queue.ask({ task, tool: 'crm/contacts.change' })).toMatchObject({
      outcome: 'escalate',
      reason: 'class_shift',
    });
  });

  test('fits no other argument, resource, tool or task', async () => {
    const { task, id } = await waiting();
    await approve(id);
    const other = await queue.task();
    const wrong: [string, object][] = [
      ['out_of_scope', { task, args: { id: 8 } }],
      ['out_of_scope', { task, resource: 'contacts/7' }],
      ['out_of_scope', { task, tool: 'crm/contacts.change', args: { id: 7 }, approval: id }],
      ['approval_unverifiable', { task: other }],
    ];
    for (const [reason, wish] of wrong) {
      const decided = await queue.ask({ ...wish, approval: id });
      if (decided.outcome === 'allow') continue;
      expect(decided).toMatchObject({ outcome: 'deny', reason });
    }
    expect(await queue.ask({ task: other })).toMatchObject({ outcome: 'escalate' });
    expect(await queue.ask({ task, args: { id: 8 } })).toMatchObject({ outcome: 'escalate' });
    expect(await queue.ask({ task, approval: id })).toMatchObject({ outcome: 'allow', approval: id });
  });

  test('fits no other definition of the tool', async () => {
    const { task, id } = await waiting();
    await approve(id);
    await sql(`UPDATE tools SET digest = 'other' WHERE id = 'crm/contacts.remove'`);
    expect(await queue.ask({ task, approval: id })).toMatchObject({
      outcome: 'deny',
      reason: 'out_of_scope',
    });
    // Also when somebody has reviewed the new one.
    await sql(`UPDATE tools SET reviewed_digest = 'other' WHERE id = 'crm/contacts.remove'`);
    expect(await queue.ask({ task, approval: id, on: 1 })).toMatchObject({
      outcome: 'deny',
      reason: 'out_of_scope',
    });
    await sql(
      `UPDATE tools SET digest = 'digest of contacts.remove', reviewed_digest = 'digest of contacts.remove'
        WHERE id = 'crm/contacts.remove'`,
    );
    expect(await queue.ask({ task, approval: id })).toMatchObject({ outcome: 'allow' });
  });

  test('that was taken back lets nothing through', async () => {
    const { task, id } = await waiting();
    const { grant } = await approve(id);
    await revokeGrant(queue.world.admin, { id: grant?.id ?? '', reason: 'A mistake' });
    expect(await queue.ask({ task, approval: id, on: 1 })).toMatchObject({
      outcome: 'deny',
      reason: 'approval_revoked',
    });
  });

  test('has its own end, which begins with the approval and not with the question', async () => {
    const { task, id } = await waiting();
    await moveTimes(id, '1 hour', '2 seconds');
    const before = await queue.world.now();
    const { grant } = await approve(id, 'kim', { ttlSeconds: 600 });
    const lasts = ((grant?.endsAt.getTime() ?? 0) - before.getTime()) / 1000;
    expect(lasts).toBeGreaterThan(599);
    expect(lasts).toBeLessThan(610);
    await new Promise((done) => setTimeout(done, 2000));
    // That the time to decide is over does not matter to what was decided.
    await sql(
      `UPDATE grants SET starts_at = starts_at - interval '1 hour', ends_at = clock_timestamp() - interval '1 second' WHERE id = $1`,
      [grant?.id],
    );
    expect(await queue.ask({ task, approval: id })).toMatchObject({
      outcome: 'deny',
      reason: 'approval_expired',
    });
  });

  test('holds others up for seven statements, and asks two more to tell how it stands', async () => {
    const { id } = await waiting();
    const query = vi.spyOn(pg.Client.prototype, 'query');
    await approve(id);
    const texts = query.mock.calls.map(([one]) =>
      typeof one === 'string' ? one : (one as { text: string }).text,
    );
    query.mockRestore();
    const end = texts.indexOf('COMMIT');
    expect(texts.slice(0, end + 1), texts.join('\n---\n')).toHaveLength(7);
    expect(texts.length).toBeLessThanOrEqual(9);
  });

  test('has one effect, however many give it at once', async () => {
    const { id } = await waiting();
    const names = ['kim', 'lee', 'max'];
    const settled = await Promise.allSettled(
      Array.from({ length: 50 }, (_, i) => approve(id, names[i % names.length])),
    );
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const one of settled) {
      if (one.status === 'rejected')
        expect(one.reason).toMatchObject({ code: 'conflict', reason: 'already_answered' });
    }
    const { rows } = await sql('SELECT count(*)::int AS count FROM grants WHERE escalation_id = $1', [id]);
    expect(rows).toEqual([{ count: 1 }]);
    expect(await queue.world.eventsAbout(id)).toEqual(['escalation.approved']);
  });

  test('is used once, however many use it at once on two instances', async () => {
    const { task, id } = await waiting();
    await approve(id);
    const decided = await Promise.all(
      Array.from({ length: 50 }, (_, i) => queue.ask({ task, approval: id, on: i })),
    );
    expect(decided.filter(({ outcome }) => outcome === 'allow')).toHaveLength(1);
    expect(new Set(decided.filter(({ outcome }) => outcome !== 'allow').map(({ reason }) => reason))).toEqual(
      new Set(['approval_expired']),
    );
    const { rows } = await sql(
      'SELECT u.spent FROM grant_uses u JOIN grants g ON g.id = u.grant_id WHERE g.escalation_id = $1',
      [id],
    );
    expect(rows).toEqual([{ spent: 1 }]);
  });

  test('the database itself refuses a use too many', async () => {
    const { task, id } = await waiting();
    const { grant } = await approve(id);
    expect(await queue.ask({ task })).toMatchObject({ outcome: 'allow' });
    await expect(
      sql('UPDATE grant_uses SET spent = spent + 1 WHERE grant_id = $1', [grant?.id]),
    ).rejects.toThrow('no use left');
  });

  test('and what waits never becomes another call', async () => {
    const { id } = await waiting();
    for (const change of [
      `digest = 'other'`,
      `arguments = '{}'`,
      `expires_at = expires_at + interval '1 hour'`,
    ]) {
      await expect(sql(`UPDATE escalations SET ${change} WHERE id = $1`, [id])).rejects.toThrow(
        'keeps its call',
      );
    }
  });
});

describe('a scope', () => {
  test('gives so many uses of what it covers, and no more', async () => {
    const { task, id } = await waiting();
    await approve(id, 'kim', { scope: wholeScope, uses: 2, reason: 'A batch of three' });
    for (const args of [{ id: 7 }, { id: 8 }]) {
      expect(await queue.ask({ task, args })).toMatchObject({ outcome: 'allow', approval: id });
    }
    expect(await queue.ask({ task, args: { id: 9 } })).toMatchObject({ outcome: 'escalate' });
  });

  const refusals: [string, object][] = [
    ['outside_entitlement', { scope: { ...wholeScope, maxSensitivity: 'restricted' } }],
    ['scope_misses_call', { scope: { ...wholeScope, tools: ['contacts.change'] } }],
    ['above_tier', { uses: 26 }],
    ['above_limit', { ttlSeconds: 3600 }],
  ];
  for (const [reason, terms] of refusals) {
    test(`that is too wide is refused and not cut: ${reason}`, async () => {
      const { id } = await waiting();
      await expect(approve(id, 'kim', { reason: 'Why not', ...terms })).rejects.toMatchObject({
        code: 'refused',
        reason,
      });
      expect((await readEscalation(queue.as('kim'), { id })).state).toBe('pending');
    });
  }

  test('of one’s own needs a typed reason', async () => {
    const { id } = await waiting();
    await expect(approve(id, 'kim', { scope: wholeScope })).rejects.toMatchObject({ code: 'invalid_input' });
  });
});

describe('a denial', () => {
  test('is told with its reason, and nobody is asked again', async () => {
    const { task, id } = await waiting();
    expect(await deny(id)).toMatchObject({ state: 'denied', answerReason: 'Not today' });
    for (const wish of [{ task }, { task, approval: id, on: 1 }]) {
      const decided = await queue.ask(wish);
      expect(decided).toMatchObject({ outcome: 'deny', reason: 'approval_denied' });
      expect(JSON.stringify(decided.reasons)).toContain('Not today');
    }
    expect((await queue.list(queue.as('kim'), { task })).items).toHaveLength(1);
  });

  test('and an approval that come at once: one of them stands', async () => {
    const { task, id } = await waiting();
    const settled = await Promise.allSettled([approve(id, 'kim'), deny(id, 'lee'), approve(id, 'max')]);
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const { state } = await readEscalation(queue.as('kim'), { id });
    expect((await queue.ask({ task })).outcome).toBe(state === 'approved' ? 'allow' : 'deny');
  });
});

describe('silence', () => {
  test('is a denial without anybody marking it', async () => {
    const { task, id } = await waiting();
    await moveTimes(id, '1 day', '-1 seconds');
    await expect(approve(id)).rejects.toMatchObject({ reason: 'already_answered' });
    expect(await queue.ask({ task, approval: id })).toMatchObject({
      outcome: 'deny',
      reason: 'approval_expired',
    });
    expect((await readEscalation(queue.as('kim'), { id })).state).toBe('expired');
    expect(await queue.world.eventsAbout(id)).toEqual([]);
    // Bookkeeping says so afterwards, once.
    expect(await expireDueEscalations(queue.world.admin, 100)).toBeGreaterThan(0);
    expect(await expireDueEscalations(queue.world.admin, 100)).toBe(0);
    expect(await queue.world.eventsAbout(id)).toEqual(['escalation.expired']);
  });
});

describe('several approvals', () => {
  const critical = async () => {
    await queue.world.agent(`crit-${Date.now()}`);
    const agent = (await queue.world.prisma.agent.findFirstOrThrow({ orderBy: { createdAt: 'desc' } })).id;
    await sql(`UPDATE agents SET risk_tier = 'critical' WHERE id = $1`, [agent]);
    await queue.world.entitlement(agent, {
      activation: 'approval',
      tools: ['*'],
      classes: ['read', 'delete'],
    });
    const task = await queue.task({ agent, actionClasses: ['read', 'delete'] });
    return { task, agent, id: await queue.waiting({ task, agent }) };
  };

  test('are of different people, and give the narrowest', async () => {
    const { task, agent, id } = await critical();
    expect(await approve(id, 'kim', { ttlSeconds: 600 })).toMatchObject({
      state: 'pending',
      approvals: { needed: 2, given: [{ id: 'usr_kim' }] },
    });
    expect(await queue.ask({ task, agent })).toMatchObject({ outcome: 'escalate' });
    await expect(approve(id, 'kim')).rejects.toMatchObject({ reason: 'needs_second_person' });
    const done = await approve(id, 'lee', { ttlSeconds: 900 });
    expect(done).toMatchObject({ state: 'approved', grant: { uses: 1 } });
    const lasts = (done.grant?.endsAt.getTime() ?? 0) - (done.answeredAt?.getTime() ?? 0);
    expect(lasts).toBe(600_000);
    expect(await queue.ask({ task, agent })).toMatchObject({ outcome: 'allow', approval: id });
    expect(await queue.world.eventsAbout(id)).toEqual(['escalation.approval_given', 'escalation.approved']);
  });

  test('of a group that is too small: the admins are asked as well, and those still asked are told', async () => {
    const { id } = await critical();
    const ctx = queue.world.admin;
    const { id: group } = await createApproverGroup(ctx, { name: 'Two', members: ['kim@example.org'] });
    const rule = (rules: object[]) =>
      queue.world.prisma.installation
        .findUniqueOrThrow({ where: { id: 1 } })
        .then(({ approvalRulesRevision }) =>
          replaceApprovalRules(
            { ...ctx, ifMatch: approvalRulesRevision },
            ReplaceApprovalRulesInput.parse({ rules }),
          ),
        );
    await rule([{ name: 'all', system: null, tiers: ['critical'], actionClasses: [], group }]);
    try {
      const root = queue.as('root', 'admin');
      expect(await readEscalation(root, { id })).toMatchObject({
        group: 'Two',
        refusal: null,
        approvers: { isShort: true, isFallback: false },
      });
      expect((await queue.list(root, { queue: 'mine' })).items.map((one) => one.id)).toContain(id);
      // Who answers for the agent is an admin, too, and not asked for all that.
      expect((await readEscalation(root, { id })).approvers.people.map((one) => one.id)).not.toContain(
        'usr_ada',
      );
      await expect(approve(id, 'lee')).rejects.toMatchObject({ reason: 'not_asked' });
      expect((await approve(id, 'kim')).state).toBe('pending');
      await fanOut(ctx);
      const { rows } = await sql(
        `SELECT DISTINCT user_id FROM deliveries WHERE subject_id = $1 AND kind = 'escalation.approval_given'`,
        [id],
      );
      expect(rows).toEqual([{ user_id: 'usr_root' }]);
      expect((await approveEscalation(root, { id })).state).toBe('approved');
    } finally {
      await rule([]);
    }
  });

  test('of which one is a no are a no', async () => {
    const { task, agent, id } = await critical();
    await approve(id, 'kim');
    await deny(id, 'lee');
    expect(await queue.ask({ task, agent })).toMatchObject({ outcome: 'deny', reason: 'approval_denied' });
  });

  test('of somebody who has lost the role since do not count', async () => {
    const { id } = await critical();
    await queue.person('tim', ['approver']);
    await approve(id, 'tim');
    await sql(`UPDATE users SET roles = '{reviewer}' WHERE id = 'usr_tim'`);
    expect((await approve(id, 'kim')).state).toBe('pending');
    expect((await approve(id, 'lee')).state).toBe('approved');
  });

  test('are not needed of an admin who breaks the glass; somebody else looks at it afterwards', async () => {
    const { task, agent, id } = await critical();
    const root = queue.as('root', 'admin');
    await expect(approveEscalation(root, { id, breakGlass: true })).rejects.toMatchObject({
      code: 'invalid_input',
    });
    await expect(approve(id, 'kim', { breakGlass: true, reason: 'Fire' })).rejects.toMatchObject({
      code: 'forbidden',
      reason: 'role',
    });
    const broken = await approveEscalation(root, { id, breakGlass: true, reason: 'The house is on fire' });
    expect(broken).toMatchObject({ state: 'approved', brokenGlass: true, grant: { uses: 1 } });
    expect((broken.grant?.endsAt.getTime() ?? 0) - (broken.answeredAt?.getTime() ?? 0)).toBeLessThanOrEqual(
      900_000,
    );
    expect(await queue.ask({ task, agent })).toMatchObject({ outcome: 'allow' });
    expect((await queue.list(root, { glass: 'unreviewed' })).items.map((one) => one.id)).toEqual([id]);
    await expect(reviewGlass(root, { id, note: 'Fine' })).rejects.toMatchObject({
      reason: 'needs_second_person',
    });
    // What was let through for an agent is not for who answers for it to wave through.
    await expect(reviewGlass(queue.as('ada', 'admin'), { id, note: 'Fine' })).rejects.toMatchObject({
      reason: 'own_interest',
    });
    expect(await reviewGlass(queue.as('kim'), { id, note: 'It was on fire' })).toMatchObject({
      glassReview: { by: { id: 'usr_kim' }, note: 'It was on fire' },
    });
    await expect(reviewGlass(queue.as('lee'), { id, note: 'Too' })).rejects.toMatchObject({
      reason: 'already_reviewed',
    });
    expect(await queue.world.eventsAbout(id)).toEqual([
      'escalation.glass_broken',
      'escalation.glass_reviewed',
    ]);
    const { rows } = await sql(`SELECT kind FROM outbox_events WHERE subject_id = $1 ORDER BY at`, [id]);
    expect(rows.map(({ kind }) => kind)).toContain('escalation.glass_broken');

    // And the access that was used without a second word is reviewed, once.
    const clockwork = { ...queue.world.admin, actor: systemActor('scheduler') };
    await keepReviewsGoing(clockwork, () => true);
    await keepReviewsGoing(clockwork, () => true);
    const campaigns = await queue.world.prisma.reviewCampaign.findMany({
      where: { cause: { path: ['event'], equals: 'glass_broken' } },
      include: { ownItems: true },
    });
    expect(campaigns).toHaveLength(1);
    expect(campaigns[0]?.cause).toMatchObject({ says: `The glass was broken for ${agent}` });
    const { entitlementId } = await queue.world.prisma.grant.findFirstOrThrow({
      where: { escalationId: id },
    });
    expect(campaigns[0]?.ownItems.map(({ kind, subjectId }) => [kind, subjectId])).toEqual([
      ['entitlement', entitlementId],
    ]);
  });
});

describe('INVARIANT (approval-once): never', () => {
  const ada = () => queue.as('ada', 'admin');

  test('the agent’s owner, also not alone in an emergency', async () => {
    const { id } = await waiting();
    const answers = [
      () => approveEscalation(ada(), { id }),
      () => approveEscalation(ada(), { id, breakGlass: true, reason: 'Fire' }),
      () => denyEscalation(ada(), { id, reason: 'No' }),
    ];
    for (const answer of answers) {
      await expect(answer()).rejects.toMatchObject({ code: 'forbidden', reason: 'own_interest' });
    }
    expect(await readEscalation(ada(), { id })).toMatchObject({
      state: 'pending',
      refusal: { code: 'own_interest' },
    });
  });

  test('by another account of a person who stands in the chain', async () => {
    await queue.person('kim2', ['approver']);
    await sql(`UPDATE users SET same_person_as = 'usr_kim' WHERE id = 'usr_kim2'`);
    const task = await queue.task({ onBehalfOf: 'kim@example.org' });
    const id = await queue.waiting({ task });
    for (const name of ['kim', 'kim2']) {
      await expect(approve(id, name)).rejects.toMatchObject({ reason: 'own_interest' });
    }
    expect((await approve(id, 'lee')).state).toBe('approved');
  });

  test('by who is asked in the same moment to answer for the agent', async () => {
    await queue.person('olga', ['approver', 'admin']);
    for (let i = 0; i < 8; i += 1) {
      const agent = `hot-${i}`;
      await queue.world.agent(agent);
      await queue.world.entitlement(agent, { activation: 'approval', tools: ['*'], classes: ['delete'] });
      const task = await queue.task({ agent, actionClasses: ['delete'] });
      const id = await queue.waiting({ task, agent });
      const transfer = transferOwnership(queue.world.admin, {
        id: agent,
        owner: 'olga@example.org',
        reason: 'It is hers now',
      });
      const [answer, moved] = await Promise.allSettled([approve(id, 'olga'), transfer]);
      expect(moved.status).toBe('fulfilled');
      if (answer.status === 'rejected') {
        expect(answer.reason).toMatchObject({ reason: 'own_interest' });
        continue;
      }
      const { rows } = await sql(
        `SELECT e.event FROM audit_events e JOIN audit_links l ON l.event_id = e.id
          WHERE e.subject_id IN ($1, $2) AND e.event IN ('escalation.approved', 'agent.ownership_proposed') ORDER BY l.seq`,
        [id, agent],
      );
      expect(rows.map(({ event }) => event)).toEqual(['escalation.approved', 'agent.ownership_proposed']);
    }
  });
});

describe('nobody answers', () => {
  test('what a stop covers', async () => {
    const { id } = await waiting();
    const stop = await createStop(queue.world.admin, {
      target: { kind: 'tool', id: 'crm/contacts.remove' },
      reason: 'x',
    });
    for (const answer of [approve, deny]) {
      await expect(answer(id)).rejects.toMatchObject({ reason: 'frozen' });
    }
    await releaseStop(queue.world.admin, { id: stop.id, reason: 'x' });
    expect((await approve(id)).state).toBe('approved');
  });

  test('what has ended with its task', async () => {
    const { task, id } = await waiting();
    await completeTask(queue.world.admin, { id: task });
    await expect(approve(id)).rejects.toMatchObject({ reason: 'already_answered' });
  });

  test('and an end of the task in the same moment leaves nothing that is alive', async () => {
    for (let i = 0; i < 8; i += 1) {
      const { task, id } = await waiting();
      await Promise.allSettled([approve(id), completeTask(queue.world.admin, { id: task })]);
      const { rows } = await sql(
        `SELECT count(*)::int AS live FROM grants WHERE task_id = $1 AND revoked_at IS NULL AND ends_at > now()`,
        [task],
      );
      expect(rows).toEqual([{ live: 0 }]);
      expect((await queue.ask({ task, approval: id })).outcome).toBe('deny');
    }
  });

  test('by a key of nobody', async () => {
    const { id } = await waiting();
    await expect(approveEscalation(queue.world.as(['approver']), { id })).rejects.toMatchObject({
      code: 'forbidden',
      reason: 'needs_person',
    });
  });
});

test('who asked may take it back, and nobody answers it then', async () => {
  const { task, id } = await waiting();
  const pep = queue.world.as(['pep'], { agents: ['other'] });
  await expect(withdrawEscalation(pep, { id })).rejects.toMatchObject({ code: 'forbidden' });
  const answer = await withdrawEscalation(queue.world.as(['pep'], { agents: ['bot'] }), { id });
  expect(answer).toMatchObject({ task: { id, status: 'cancelled' } });
  // Who may decide is the affair of people.
  expect(JSON.stringify(answer)).not.toMatch(/kim|usr_/);
  expect((await readEscalation(queue.as('kim'), { id })).state).toBe('withdrawn');
  await expect(approve(id)).rejects.toMatchObject({ reason: 'already_answered' });
  expect(await queue.ask({ task, approval: id })).toMatchObject({ reason: 'approval_unverifiable' });
});

test('a key that is bound to systems alone takes back what it has asked, and nothing else', async () => {
  const { id } = await waiting();
  const keys = await Promise.all(
    ['asking', 'other'].map(async (name) => {
      const key = CreateApiKeyInput.parse({ name, roles: ['pep'], systems: ['crm'] });
      const made = await createApiKey(queue.world.admin, key);
      const { actor, ...ctx } = queue.world.as(['pep'], { systems: ['crm'] });
      return { ...ctx, actor: { ...actor, kind: 'api_key' as const, id: made.id } };
    }),
  );
  const [asking, other] = keys as [(typeof keys)[0], (typeof keys)[0]];
  await sql(
    `UPDATE escalations SET asked_by = jsonb_build_object('kind', 'api_key', 'id', $2::text) WHERE id = $1`,
    [id, asking.actor.id],
  );
  const elsewhere = { ...asking, actor: { ...asking.actor, systemIds: ['files'] } };
  for (const ctx of [other, elsewhere]) {
    await expect(withdrawEscalation(ctx, { id })).rejects.toMatchObject({ code: 'forbidden' });
  }
  expect(await withdrawEscalation(asking, { id })).toMatchObject({ task: { status: 'cancelled' } });
});

test('a certain person may be asked, if they may decide at all', async () => {
  const { id } = await waiting();
  await queue.person('rev', ['reviewer']);
  const to = (email: string) => reassignEscalation(queue.as('kim'), { id, to: email });
  await expect(to('rev@example.org')).rejects.toMatchObject({ code: 'invalid_input' });
  await expect(to('nobody@example.org')).rejects.toMatchObject({ code: 'invalid_input' });
  expect(await to('lee@example.org')).toMatchObject({ reassignedTo: { id: 'usr_lee' } });
});

test('who looks at it is seen, and takes nobody’s place', async () => {
  const { id } = await waiting();
  const claim = (by: string, release = false) => claimEscalation(queue.as(by), { id, release });
  expect((await claim('kim')).claimedBy).toMatchObject({ id: 'usr_kim' });
  expect((await claim('lee')).claimedBy).toMatchObject({ id: 'usr_kim' });
  expect((await claim('lee', true)).claimedBy).toMatchObject({ id: 'usr_kim' });
  expect((await claim('kim', true)).claimedBy).toBeNull();
  expect((await claim('lee')).claimedBy).toMatchObject({ id: 'usr_lee' });
});

test('what is seen of one that waits is what can be given', async () => {
  const { id } = await waiting({ args: { id: 7, note: 'x'.repeat(20_001) } });
  const view = await readEscalation(queue.as('kim'), { id });
  expect(view).toMatchObject({
    tier: 'moderate',
    actionClass: 'delete',
    agentName: 'Agent bot',
    recommendation: { scope: null, uses: 1 },
    limits: { uses: 25 },
    hidden: ['note'],
    problems: [{ code: 'not_shown' }],
    refusal: null,
  });
  await expect(approve(id)).rejects.toMatchObject({ reason: 'not_shown' });
  expect((await deny(id)).state).toBe('denied');
});

test('the same call while it waits joins it; the most urgent comes first', async () => {
  const { task, id } = await waiting();
  expect(await queue.waiting({ task, on: 1 })).toBe(id);
  const urgent = await queue.list(queue.as('kim'), { order: 'urgent', limit: 200 });
  expect(urgent.items.find((one) => one.id === id)).toMatchObject({ calls: 2 });
  const at = urgent.items.map(({ urgentAt }) => urgentAt.getTime());
  expect(at).toEqual([...at].sort((a, b) => a - b));
  const paged = await queue.list(queue.as('kim'), { order: 'urgent', limit: 2 });
  const next = await queue.list(queue.as('kim'), { order: 'urgent', limit: 2, cursor: paged.nextCursor });
  expect([...paged.items, ...next.items].map((one) => one.id)).toEqual(
    urgent.items.slice(0, 4).map((one) => one.id),
  );
});
