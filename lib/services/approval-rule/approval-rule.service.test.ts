import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ApprovalRulesPreview, ReplaceApprovalRulesInput } from '@/lib/contract/approval-rule';
import { changeApproverGroup } from '../approver-group/change';
import { createApproverGroup } from '../approver-group/create';
import { listApproverGroups } from '../approver-group/list';
import { removeApproverGroup } from '../approver-group/remove';
import { loadApproversOf } from '../escalation/approvers';
import { loadEscalation } from '../escalation/load';
import { People } from '../escalation/people.fixture';
import { listApprovalRules } from './list';
import { previewApprovalRules } from './preview';
import { replaceApprovalRules } from './replace';

let p: People;
const admin = () => p.as('usr_ada', ['admin']);
beforeAll(async () => {
  p = await People.create();
  await p.person('ana');
  await p.person('ben');
  await p.person('ana2', ['approver'], { sameAs: 'usr_ana' });
  await p.person('cleo', ['auditor']);
  await p.person('dan', ['approver'], { disabled: true });
});
afterAll(() => p.world.drop());
beforeEach(async () => {
  await p.db.approvalRule.deleteMany();
});

let n = 0;
const group = (...members: string[]) =>
  createApproverGroup(admin(), { name: `Group ${++n}`, members: members.map((one) => `${one}@example.org`) });
const rule = (groupId: string, more: object = {}) => ({
  name: 'rule',
  system: null,
  tiers: [],
  actionClasses: [],
  group: groupId,
  ...more,
});
const revision = async () => (await listApprovalRules(admin())).revision;
const replace = async (rules: object[]) =>
  replaceApprovalRules({ ...admin(), ifMatch: await revision() }, ReplaceApprovalRulesInput.parse({ rules }));
const preview = async (rules: object[]) =>
  ApprovalRulesPreview.parse(
    await previewApprovalRules(admin(), ReplaceApprovalRulesInput.pick({ rules: true }).parse({ rules })),
  );

test('a group counts different people who decide now, and names who does not', async () => {
  const { id } = await group('ana', 'ana2', 'ben', 'cleo', 'dan');
  const found = (await listApproverGroups(p.as('usr_cleo', ['auditor']))).items.find((one) => one.id === id);
  expect(found).toMatchObject({ people: 2, rules: [] });
  expect(found?.members.filter((one) => !one.decides).map((one) => one.name)).toEqual(['cleo', 'dan']);
});

test('a group is made, changed and removed by admins, each with its audit row', async () => {
  const made = await createApproverGroup(admin(), {
    name: 'Payments',
    members: ['ANA@example.org', 'ana@example.org'],
  });
  expect(made.members.map(({ name }) => name)).toEqual(['ana']);
  await expect(createApproverGroup(admin(), { name: 'payments', members: [] })).rejects.toMatchObject({
    reason: 'already_exists',
  });
  await expect(
    createApproverGroup(admin(), { name: 'X', members: ['nobody@example.org'] }),
  ).rejects.toMatchObject({ code: 'invalid_input' });
  const stale = { ...admin(), ifMatch: made.revision + 1 };
  await expect(changeApproverGroup(stale, { id: made.id, name: 'Y' })).rejects.toMatchObject({
    code: 'changed_meanwhile',
  });
  await changeApproverGroup(admin(), { id: made.id, name: 'Money', members: ['ben@example.org'] });
  await replace([rule(made.id, { name: 'all' })]);
  await expect(removeApproverGroup(admin(), { id: made.id })).rejects.toMatchObject({ reason: 'in_use' });
  await replace([]);
  await removeApproverGroup(admin(), { id: made.id, reason: 'merged' });
  await expect(changeApproverGroup(admin(), { id: made.id, name: 'Z' })).rejects.toMatchObject({
    code: 'not_found',
  });
  await expect(replace([rule(made.id)])).rejects.toMatchObject({ code: 'invalid_input' });
  expect(await p.world.eventsAbout(made.id)).toEqual([
    'approver-group.created',
    'approver-group.changed',
    'approver-group.removed',
  ]);
  // Its name is free again.
  await createApproverGroup(admin(), { name: 'money', members: [] });
});

test('the list is replaced as a whole, by who saw it, and keeps the ids that it is told', async () => {
  const [one, two] = [await group('ana'), await group('ben')];
  const first = await replace([rule(one.id, { name: 'a' }), rule(two.id, { name: 'b', system: 'crm' })]);
  const [a, b] = first.items;
  const turned = await replace([
    { ...rule(two.id, { name: 'b' }), id: b?.id },
    { ...rule(one.id, { name: 'a' }), id: a?.id },
  ]);
  expect(turned.items.map(({ id }) => id)).toEqual([b?.id, a?.id]);
  expect(turned.revision).toBe(first.revision + 1);
  const input = ReplaceApprovalRulesInput.parse({ rules: [] });
  await expect(replaceApprovalRules({ ...admin(), ifMatch: first.revision }, input)).rejects.toMatchObject({
    code: 'changed_meanwhile',
  });
  await expect(replaceApprovalRules(admin(), input)).rejects.toMatchObject({ code: 'invalid_input' });
  await expect(replace([rule(one.id, { system: 'nothing' })])).rejects.toMatchObject({
    code: 'invalid_input',
  });
  await expect(
    replace([
      { ...rule(one.id), id: a?.id },
      { ...rule(one.id), id: a?.id },
    ]),
  ).rejects.toMatchObject({ code: 'invalid_input' });
  expect((await listApprovalRules(admin())).items).toHaveLength(2);
  expect(
    (await p.world.eventsAbout('*')).filter((event) => event === 'approval-rules.replaced').length,
  ).toBeGreaterThan(1);
});

test('only admins change who is asked, and everybody may read it', async () => {
  const { id } = await group('ana');
  for (const ctx of [p.as('usr_ana'), p.as('usr_cleo', ['auditor'])]) {
    await expect(createApproverGroup(ctx, { name: 'mine', members: [] })).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(changeApproverGroup(ctx, { id, members: [] })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(removeApproverGroup(ctx, { id })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(replaceApprovalRules({ ...ctx, ifMatch: 1 }, { rules: [] })).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(previewApprovalRules(ctx, { rules: [] })).rejects.toMatchObject({ code: 'forbidden' });
    await listApprovalRules(ctx);
    await listApproverGroups(ctx);
  }
});

test('a preview counts who would be asked about what, and changes nothing', async () => {
  const [asked, empty] = [await group('ana', 'ana2', 'cleo'), await group('dan')];
  await p.agent('owned', { owner: 'usr_ana' });
  await p.agent('free', { owner: 'usr_cleo' });
  const [own, free] = [await p.task({ agent: 'owned' }), await p.task({ agent: 'free' })];
  const waiting = await p.escalation({ task: free, agent: 'free', actionClass: 'delete' });
  await p.escalation({ task: own, agent: 'owned', actionClass: 'delete' });
  const denied = await p.escalation({ task: free, agent: 'free', actionClass: 'delete' });
  await p.db.escalation.update({ where: { id: denied }, data: { state: 'denied' } });
  await p.escalation({ task: free, agent: 'free', system: 'mail', actionClass: 'send' });
  const before = await listApprovalRules(admin());

  const draft = [
    rule(asked.id, { name: 'deletes', actionClasses: ['delete'], tiers: ['low', 'moderate'] }),
    rule(empty.id, { name: 'mail', system: 'mail' }),
    rule(asked.id, { name: 'shadowed', actionClasses: ['delete'], tiers: ['low'] }),
    rule(asked.id, { name: 'critical', tiers: ['critical'] }),
  ];
  const { rules, otherwise, moved, lookedAt } = await preview(draft);
  expect(
    rules.map(({ people, fitted, waiting: now, admins, nobody, problems }) => [
      people,
      fitted,
      now,
      admins,
      nobody,
      problems.map(({ code }) => code),
    ]),
  ).toEqual([
    // Of the deletes, one is by an agent that the only person in the group answers for.
    [1, 3, 2, 1, 0, []],
    [0, 1, 1, 1, 0, ['group_empty']],
    [1, 0, 0, 0, 0, ['never_asked']],
    [1, 0, 0, 0, 0, ['too_few']],
  ]);
  expect(rules[0]?.names).toEqual(['ana']);
  expect(otherwise).toMatchObject({ name: null, people: 3, fitted: 0 });
  expect([moved, lookedAt]).toEqual([3, 4]);
  expect(await listApprovalRules(admin())).toEqual(before);

  // What was foreseen is what happens.
  await replace(draft);
  const approvers = (await loadApproversOf(p.db, [await loadEscalation(p.db, waiting)]))(waiting);
  expect(approvers.may.map(({ id }) => id).sort()).toEqual(['usr_ana', 'usr_ana2']);
  expect((await preview(draft)).moved).toBe(0);
});
