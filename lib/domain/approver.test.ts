import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Account,
  type ApproverFacts,
  approversOf,
  countPeople,
  deciderRefusal,
  type ForbiddenRelation,
  interestRefusal,
  principalKeys,
  type TaskHands,
} from './approver';

const account = (id: string, more: Partial<Account> = {}): Account => ({
  id,
  email: `${id}@example.org`,
  name: id.toUpperCase(),
  roles: ['approver'],
  isEnabled: true,
  samePersonAsId: null,
  ...more,
});
const hands = (more: Partial<TaskHands> = {}): TaskHands => ({
  ownerId: 'olga',
  backupOwnerId: null,
  proposedOwnerId: null,
  proposedBackupOwnerId: null,
  openers: [],
  onBehalfOf: null,
  ...more,
});
const ADA = account('ada');
const BEN = account('ben');
const ADMIN = account('root', { roles: ['admin'] });
const facts = (more: Partial<ApproverFacts> = {}): ApproverFacts => ({
  accounts: [ADA, BEN, ADMIN, account('olga')],
  group: null,
  quorum: 1,
  requesters: [],
  tasks: [hands()],
  reassignedToId: null,
  ...more,
});
const mayOf = (more: Partial<ApproverFacts> = {}) => approversOf(facts(more)).may.map(({ id }) => id);
const refusalOf = (more: Partial<ApproverFacts>, userId: string | null, givenTo: string | null = null) =>
  deciderRefusal(approversOf(facts(more)), { userId, givenTo, roles: ['approver'] });
const group = (...memberIds: string[]) => ({ id: 'g', name: 'Payments', memberIds });

describe('nobody decides on their own call', () => {
  const relations: [string, ForbiddenRelation, Partial<ApproverFacts>][] = [
    ['requester', 'requester', { requesters: ['ada'] }],
    ['owner', 'owner', { tasks: [hands({ ownerId: 'ada' })] }],
    ['backup owner', 'backup_owner', { tasks: [hands({ backupOwnerId: 'ada' })] }],
    ['proposed owner', 'proposed_owner', { tasks: [hands({ proposedOwnerId: 'ada' })] }],
    ['proposed backup owner', 'proposed_owner', { tasks: [hands({ proposedBackupOwnerId: 'ada' })] }],
    ['principal by address', 'principal', { tasks: [hands({ onBehalfOf: 'Ada <ADA@Example.org>' })] }],
    ['principal by id', 'principal', { tasks: [hands({ onBehalfOf: 'ada' })] }],
    ['opener', 'opener', { tasks: [hands({ openers: ['nobody', 'ada'] })] }],
    ['owner above', 'chain', { tasks: [hands(), hands({ ownerId: 'ada' })] }],
    ['backup owner above', 'chain', { tasks: [hands(), hands({ backupOwnerId: 'ada' })] }],
    ['proposed owner above', 'chain', { tasks: [hands(), hands(), hands({ proposedOwnerId: 'ada' })] }],
    ['proposed backup above', 'chain', { tasks: [hands(), hands({ proposedBackupOwnerId: 'ada' })] }],
    ['opener above', 'chain', { tasks: [hands(), hands({ openers: ['ada'] })] }],
    ['principal above', 'chain', { tasks: [hands(), hands({ onBehalfOf: 'ada@example.org' })] }],
  ];
  test.each(relations)('%s', (_name, relation, more) => {
    const approvers = approversOf(facts(more));
    expect(approvers.forbidden.get('ada')).toBe(relation);
    expect(approvers.may.map(({ id }) => id)).not.toContain('ada');
    expect(refusalOf(more, 'ada')?.code).toBe('own_interest');
    // Nor through a key of somebody else that is still in their hands.
    expect(refusalOf(more, 'ben', 'ada')?.code).toBe('own_interest');
    expect(refusalOf(more, 'ben')).toBeNull();
  });

  test.each(relations)('%s, by another account of theirs', (_name, relation, more) => {
    const twin = account('adas-other', { samePersonAsId: 'ada' });
    for (const accounts of [
      [ADA, twin, BEN],
      [account('adas-other'), account('ada', { samePersonAsId: 'adas-other' }), BEN],
    ]) {
      expect(refusalOf({ ...more, accounts }, 'adas-other')?.code).toBe('own_interest');
      expect(approversOf(facts({ ...more, accounts })).forbidden.get('adas-other')).toBe(relation);
      expect(refusalOf({ ...more, accounts }, 'ben')).toBeNull();
    }
  });

  test('two accounts of one person in the chain forbid all of theirs', () => {
    const accounts = [
      ADA,
      BEN,
      account('ada-2', { samePersonAsId: 'ada' }),
      account('ada-3', { samePersonAsId: 'ada' }),
    ];
    const tasks = [hands({ ownerId: 'ada-2' }), hands({ ownerId: 'ada-3' })];
    const { forbidden, may } = approversOf(facts({ accounts, tasks }));
    expect([...forbidden.keys()].sort()).toEqual(['ada', 'ada-2', 'ada-3']);
    expect(may.map(({ id }) => id)).toEqual(['ben']);
  });
});

describe('who is asked', () => {
  test('without a rule, everybody enabled with the role', () => {
    const accounts = [
      ADA,
      ADMIN,
      account('off', { isEnabled: false }),
      account('rev', { roles: ['reviewer'] }),
    ];
    expect(mayOf({ accounts })).toEqual(['ada', 'root']);
  });
  test('a group: its members with the role, and no admin who is none', () => {
    expect(mayOf({ group: group('ada', 'gone') })).toEqual(['ada']);
    expect(refusalOf({ group: group('ada') }, 'root')).toMatchObject({
      code: 'not_asked',
      message: expect.stringContaining('Payments'),
    });
  });
  test('a member who lost the role or was disabled is none', () => {
    const accounts = [account('ada', { roles: ['auditor'] }), account('ben', { isEnabled: false }), ADMIN];
    const { may, isFallback } = approversOf(facts({ accounts, group: group('ada', 'ben') }));
    expect([may.map(({ id }) => id), isFallback]).toEqual([['root'], true]);
  });
  test('nobody valid in the group: the admins, but none who must not', () => {
    const other = account('root2', { roles: ['admin'] });
    const more = {
      accounts: [ADA, BEN, ADMIN, other],
      group: group('ada'),
      tasks: [hands({ ownerId: 'ada', backupOwnerId: 'root' })],
    };
    expect(approversOf(facts(more)).isFallback).toBe(true);
    expect(mayOf(more)).toEqual(['root2']);
    expect(refusalOf(more, 'ben')?.message).toContain('an admin is asked');
  });
  test('fewer people than must approve: the admins in addition, but none who must not', () => {
    const ben2 = account('ben2', { samePersonAsId: 'ben' });
    const root2 = account('root2', { roles: ['admin'] });
    const accounts = [ADA, BEN, ben2, ADMIN, root2];
    const table: [string, Partial<ApproverFacts>, string[], boolean][] = [
      ['two of two', { group: group('ada', 'ben'), quorum: 2 }, ['ada', 'ben'], false],
      ['one of two', { group: group('ada'), quorum: 2 }, ['ada', 'root', 'root2'], true],
      [
        'one person twice',
        { group: group('ben', 'ben2'), quorum: 2 },
        ['ben', 'ben2', 'root', 'root2'],
        true,
      ],
      [
        'one of two after the separation of duties',
        { group: group('ada', 'ben'), quorum: 2, tasks: [hands({ ownerId: 'ben', backupOwnerId: 'root' })] },
        ['ada', 'root2'],
        true,
      ],
      ['an admin in the group, once', { group: group('root'), quorum: 2 }, ['root', 'root2'], true],
      [
        'no group: everybody is asked anyway',
        { group: null, quorum: 9 },
        ['ada', 'ben', 'ben2', 'root', 'root2'],
        false,
      ],
    ];
    for (const [name, more, may, isShort] of table) {
      const found = approversOf(facts({ accounts, ...more }));
      expect([name, found.may.map(({ id }) => id).sort(), found.isShort]).toEqual([name, may, isShort]);
      expect(found.isFallback, name).toBe(false);
    }
    expect(refusalOf({ accounts, group: group('ada'), quorum: 2 }, 'ben')?.message).toContain(
      'with the admins',
    );
  });
  test('nobody at all: nobody may, and the only admin who owns it neither', () => {
    expect(mayOf({ accounts: [ADMIN], tasks: [hands({ ownerId: 'root' })] })).toEqual([]);
    expect(mayOf({ accounts: [ADMIN], group: group(), tasks: [hands({ ownerId: 'root' })] })).toEqual([]);
  });
  test('somebody who was named may too, unless they must not or lack the role', () => {
    expect(mayOf({ group: group('ada'), reassignedToId: 'ben' })).toEqual(['ada', 'ben']);
    expect(mayOf({ group: group('ada'), reassignedToId: 'olga' })).toEqual(['ada']);
    const accounts = [ADA, account('ben', { roles: ['auditor'] })];
    expect(mayOf({ accounts, group: group('ada'), reassignedToId: 'ben' })).toEqual(['ada']);
  });
  test('a key of nobody’s decides nothing, and an interest comes before not being asked', () => {
    expect(refusalOf({}, null)?.code).toBe('needs_person');
    expect(refusalOf({ group: group('ben'), requesters: ['ada'] }, 'ada')?.code).toBe('own_interest');
    expect(
      interestRefusal(approversOf(facts({ group: group('ben') })), { userId: 'ada', givenTo: null }),
    ).toBeNull();
  });
});

describe('how many people stand behind verdicts', () => {
  const { personOf } = approversOf(
    facts({
      accounts: [
        ADA,
        account('ada-2', { samePersonAsId: 'ada' }),
        account('ada-3', { samePersonAsId: 'ada' }),
        BEN,
      ],
    }),
  );
  const by = (userId: string, givenTo: string | null = null) => ({ userId, givenTo });
  test.each([
    ['none', [], 0],
    ['two people', [by('ada'), by('ben')], 2],
    ['two accounts of one', [by('ada'), by('ada-2')], 1],
    ['two accounts that are both not the one that names them', [by('ada-2'), by('ada-3')], 1],
    ['the maker of a key and the key', [by('ada'), by('ben', 'ada')], 1],
    ['two keys in one hand', [by('ben', 'carl'), by('ada', 'carl')], 1],
    ['a key in another account’s hand', [by('ada-2'), by('ben', 'ada-3')], 1],
    ['a chain of hands', [by('ben'), by('carl', 'dora'), by('dora', 'ben'), by('eve')], 2],
    ['keys in their own hands', [by('ada', 'ada'), by('ben', 'ben')], 2],
  ])('%s', (_name, verdicts, people) => {
    expect(countPeople(verdicts, personOf)).toBe(people);
    expect(countPeople([...verdicts].reverse(), personOf)).toBe(people);
  });
});

test('addresses and ids are found in free text', () => {
  expect(principalKeys('Ada L. <ADA@example.org>, usr_1; "x"')).toEqual([
    'ada',
    'l.',
    'ada@example.org',
    'usr_1',
    'x',
  ]);
  expect(principalKeys('mailto:ben@example.org')).toContain('ben@example.org');
  expect(principalKeys('  ')).toEqual([]);
});

const IDS = ['a', 'b', 'c', 'd', 'e'] as const;
const id = fc.constantFrom(...IDS);
const maybe = fc.option(id, { nil: null });
const anyTask: fc.Arbitrary<TaskHands> = fc.record({
  ownerId: id,
  backupOwnerId: maybe,
  proposedOwnerId: maybe,
  proposedBackupOwnerId: maybe,
  openers: fc.array(id, { maxLength: 2 }),
  onBehalfOf: fc.option(
    id.map((one) => `For ${one.toUpperCase()}@Example.org`),
    { nil: null },
  ),
});
const anyFacts: fc.Arbitrary<ApproverFacts> = fc
  .record({
    roles: fc.array(fc.subarray(['admin', 'approver', 'auditor'] as const), { minLength: 5, maxLength: 5 }),
    enabled: fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
    // Only `a` and `b` name a person, so there are no chains.
    twins: fc.array(fc.constantFrom(null, 'a', 'b'), { minLength: 3, maxLength: 3 }),
    members: fc.option(fc.subarray([...IDS]), { nil: null }),
    requesters: fc.array(id, { maxLength: 2 }),
    tasks: fc.array(anyTask, { minLength: 1, maxLength: 3 }),
    reassignedToId: maybe,
    quorum: fc.integer({ min: 1, max: 3 }),
  })
  .map(({ roles, enabled, twins, members, ...rest }) => ({
    ...rest,
    accounts: IDS.map((one, i) =>
      account(one, {
        roles: roles[i] ?? [],
        isEnabled: enabled[i] ?? false,
        samePersonAsId: i < 2 ? null : (twins[i - 2] ?? null),
      }),
    ),
    group: members === null ? null : group(...members),
  }));

test('whoever may decide has the role, is enabled, was asked, and no account of theirs stands in the call', () => {
  fc.assert(
    fc.property(anyFacts, (some) => {
      const approvers = approversOf(some);
      const { may, forbidden, personOf, isFallback, isShort } = approvers;
      const named = new Set([
        ...some.requesters,
        ...some.tasks.flatMap((task) => [
          task.ownerId,
          task.backupOwnerId,
          task.proposedOwnerId,
          task.proposedBackupOwnerId,
          ...task.openers,
          task.onBehalfOf === null ? null : task.onBehalfOf.slice(4, 5).toLowerCase(),
        ]),
      ]);
      const people = new Set([...named].filter((one) => one !== null).map(personOf));
      for (const one of some.accounts) {
        const isIn = may.some((who) => who.id === one.id);
        expect(forbidden.has(one.id)).toBe(people.has(personOf(one.id)));
        if (isIn) {
          expect(one.isEnabled && one.roles.some((role) => role !== 'auditor')).toBe(true);
          expect(people.has(personOf(one.id))).toBe(false);
          const isAsked =
            some.group === null ||
            some.group.memberIds.includes(one.id) ||
            one.id === some.reassignedToId ||
            ((isFallback || isShort) && one.roles.includes('admin'));
          expect(isAsked).toBe(true);
        }
        expect(
          deciderRefusal({ ...approvers, group: null }, { userId: one.id, givenTo: null, roles: [] }) ===
            null,
        ).toBe(isIn);
      }
    }),
    { numRuns: 3000 },
  );
});
