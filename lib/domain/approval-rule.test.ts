import { expect, test } from 'vitest';
import { type ApprovalRule, isFitting, isShadowed, type RoutedCall, ruleFor } from './approval-rule';
import { RISK_TIERS } from './risk-tier';

const rule = (groupId: string, more: Partial<ApprovalRule> = {}): ApprovalRule => ({
  systemId: null,
  tiers: [],
  actionClasses: [],
  groupId,
  ...more,
});
const call = (more: Partial<RoutedCall> = {}): RoutedCall => ({
  systemId: 'crm',
  tier: 'high',
  actionClass: 'delete',
  ...more,
});

test.each<[string, Partial<ApprovalRule>, Partial<RoutedCall>, boolean]>([
  ['a rule without conditions fits every call', {}, {}, true],
  ['its system', { systemId: 'crm' }, {}, true],
  ['another system', { systemId: 'mail' }, {}, false],
  ['a call of no known system', { systemId: 'crm' }, { systemId: null }, false],
  ['one of its tiers', { tiers: ['low', 'high'] }, {}, true],
  ['none of its tiers', { tiers: ['low'] }, {}, false],
  ['an unknown tier counts as the highest', { tiers: ['critical'] }, { tier: null }, true],
  ['one of its classes', { actionClasses: ['send', 'delete'] }, {}, true],
  ['none of its classes', { actionClasses: ['send'] }, {}, false],
  ['a call of no known class', { actionClasses: ['delete'] }, { actionClass: null }, false],
  ['all must fit', { systemId: 'crm', tiers: ['high'], actionClasses: ['read'] }, {}, false],
])('%s', (_name, more, asked, isIt) => {
  expect(isFitting(rule('g', more), call(asked))).toBe(isIt);
});

test('the first that fits names the group, and none is no group', () => {
  const rules = [rule('mail', { systemId: 'mail' }), rule('crm', { systemId: 'crm' }), rule('rest')];
  expect(ruleFor(rules, call())?.groupId).toBe('crm');
  expect(ruleFor([...rules].reverse(), call())?.groupId).toBe('rest');
  expect(ruleFor([], call())).toBeNull();
});

test.each<[string, Partial<ApprovalRule>, Partial<ApprovalRule>, boolean]>([
  ['behind one without conditions', { systemId: 'crm' }, {}, true],
  ['behind one of the same system', { systemId: 'crm', tiers: ['low'] }, { systemId: 'crm' }, true],
  ['behind one of another system', { systemId: 'crm' }, { systemId: 'mail' }, false],
  ['any system behind one', {}, { systemId: 'crm' }, false],
  ['fewer tiers', { tiers: ['low'] }, { tiers: ['low', 'high'] }, true],
  ['other tiers', { tiers: ['low', 'high'] }, { tiers: ['low'] }, false],
  ['any tier behind all that there are', {}, { tiers: [...RISK_TIERS] }, true],
  ['any class behind some', {}, { actionClasses: ['read'] }, false],
])('a rule is never asked: %s', (_name, later, earlier, isIt) => {
  expect(isShadowed(rule('g', later), [rule('e', earlier)])).toBe(isIt);
  expect(isShadowed(rule('g', later), [])).toBe(false);
});
