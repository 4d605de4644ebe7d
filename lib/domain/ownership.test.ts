import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ACTION_CLASSES } from './action-class';
import {
  authorityOf,
  isWithinAuthority,
  nextProposal,
  type Owners,
  type Ownership,
  type OwnershipMove,
  ownershipMoveRefusal,
  ownershipOf,
} from './ownership';
import { ON_OWNER_PROPOSED, RISK_TIERS, SHIPPED_TIERS } from './risk-tier';

const on = { id: 'usr_on', isEnabled: true };
const off = { id: 'usr_off', isEnabled: false };
const backup = { id: 'usr_backup', isEnabled: true };
const gone = { id: 'usr_gone', isEnabled: false };

const table: [Ownership, Owners][] = [
  ['accepted', { owner: on, backupOwner: null, proposedOwnerId: null }],
  ['accepted', { owner: on, backupOwner: gone, proposedOwnerId: null }],
  ['proposed', { owner: on, backupOwner: null, proposedOwnerId: 'usr_new' }],
  ['proposed', { owner: off, backupOwner: backup, proposedOwnerId: 'usr_backup' }],
  ['left', { owner: off, backupOwner: backup, proposedOwnerId: null }],
  ['unowned', { owner: off, backupOwner: null, proposedOwnerId: null }],
  ['unowned', { owner: off, backupOwner: gone, proposedOwnerId: null }],
  // Being asked is not answering.
  ['unowned', { owner: off, backupOwner: null, proposedOwnerId: 'usr_new' }],
];

describe('how an agent is answered for', () => {
  for (const [ownership, owners] of table) {
    test(`${JSON.stringify(owners)} is ${ownership}`, () => expect(ownershipOf(owners)).toBe(ownership));
  }
});

describe('what is left of its authority', () => {
  const wanted: Record<Ownership, Record<(typeof ON_OWNER_PROPOSED)[number], string>> = {
    accepted: { unchanged: 'full', reads_only: 'full', nothing: 'full' },
    proposed: { unchanged: 'full', reads_only: 'reads_only', nothing: 'nothing' },
    left: { unchanged: 'full', reads_only: 'reads_only', nothing: 'nothing' },
    unowned: { unchanged: 'nothing', reads_only: 'nothing', nothing: 'nothing' },
  };
  for (const [ownership, owners] of table) {
    test(`${ownership}: ${JSON.stringify(owners)}`, () => {
      for (const onOwnerProposed of ON_OWNER_PROPOSED) {
        expect(authorityOf(owners, { onOwnerProposed })).toBe(wanted[ownership][onOwnerProposed]);
      }
    });
  }

  test('rules that do not say leave nothing', () => {
    const owners = { owner: on, backupOwner: null, proposedOwnerId: 'usr_new' };
    expect(authorityOf(owners, {} as never)).toBe('nothing');
  });

  test('reads only means reads only', () => {
    for (const actionClass of ACTION_CLASSES) {
      expect(isWithinAuthority('full', actionClass)).toBe(true);
      expect(isWithinAuthority('reads_only', actionClass)).toBe(actionClass === 'read');
      expect(isWithinAuthority('nothing', actionClass)).toBe(false);
    }
  });

  test('as shipped, a critical agent does nothing meanwhile, and every other one reads', () => {
    const shipped = RISK_TIERS.map((tier) => SHIPPED_TIERS[tier].onOwnerProposed);
    expect(shipped).toEqual(['reads_only', 'reads_only', 'reads_only', 'nothing']);
  });
});

describe('who is asked next', () => {
  const left: Owners = { owner: off, backupOwner: backup, proposedOwnerId: null };
  const stands = { isEnabled: true, unwilling: null };
  const ended = { isEnabled: false, unwilling: null };

  test('nobody, while the owner is enabled', () => {
    expect(nextProposal({ owner: on, backupOwner: backup, proposedOwnerId: null }, ended)).toBeNull();
    expect(nextProposal({ owner: on, backupOwner: backup, proposedOwnerId: 'usr_new' }, ended)).toBeNull();
  });
  test('whoever was asked, while they can still accept', () => {
    expect(nextProposal({ ...left, proposedOwnerId: 'usr_new' }, stands)).toBe('usr_new');
    expect(nextProposal({ owner: on, backupOwner: null, proposedOwnerId: 'usr_new' }, stands)).toBe(
      'usr_new',
    );
  });
  test('the backup owner, when the owner has left or the one asked cannot accept any more', () => {
    expect(nextProposal(left, ended)).toBe('usr_backup');
    expect(nextProposal({ ...left, proposedOwnerId: 'usr_new' }, ended)).toBe('usr_backup');
  });
  test('nobody, when the backup owner is disabled or it is they who would not', () => {
    expect(nextProposal({ ...left, backupOwner: gone }, ended)).toBeNull();
    expect(nextProposal({ ...left, backupOwner: null }, ended)).toBeNull();
    expect(nextProposal(left, { isEnabled: false, unwilling: 'usr_backup' })).toBeNull();
  });
  test('never somebody who is disabled or unwilling, whatever the people', () => {
    const person = (id: string) => fc.record({ id: fc.constant(id), isEnabled: fc.boolean() });
    fc.assert(
      fc.property(
        person('o'),
        fc.option(person('b')),
        fc.constantFrom(null, 'b', 'n'),
        fc.boolean(),
        fc.constantFrom(null, 'b', 'n'),
        (owner, backupOwner, proposedOwnerId, isEnabled, unwilling) => {
          const next = nextProposal({ owner, backupOwner, proposedOwnerId }, { isEnabled, unwilling });
          if (next === null) return;
          expect(next).not.toBe(unwilling);
          expect(next).not.toBe(owner.id);
          const isStanding = next === proposedOwnerId && isEnabled;
          expect(isStanding || (next === backupOwner?.id && backupOwner.isEnabled)).toBe(true);
        },
      ),
    );
  });
});

describe('who may answer a proposal', () => {
  const agent = { id: 'bot', state: 'active', proposedOwner: { id: 'usr_new', name: 'Nia' } } as const;
  const rows: [OwnershipMove, string | null, string | null][] = [
    ['accept', 'usr_new', null],
    ['accept', 'usr_other', 'not_proposed_to_you'],
    ['accept', null, 'not_proposed_to_you'],
    ['decline', 'usr_new', null],
    ['decline', 'usr_other', 'not_proposed_to_you'],
    ['withdraw', 'usr_other', null],
  ];
  for (const [move, person, code] of rows) {
    test(`${move} by ${person}: ${code ?? 'yes'}`, () => {
      expect(ownershipMoveRefusal(move, agent, person)?.code ?? null).toBe(code);
    });
    test(`${move} by ${person} where nothing is proposed, or the agent is retired`, () => {
      expect(ownershipMoveRefusal(move, { ...agent, proposedOwner: null }, person)?.code).toBe(
        'nothing_proposed',
      );
      expect(ownershipMoveRefusal(move, { ...agent, state: 'retired' }, person)?.code).toBe('wrong_state');
    });
  }
});
