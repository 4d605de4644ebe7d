import { expect, test } from 'vitest';
import { isTiring, ruleHref } from './rule-href';

test.each([
  ['tier_requires_approval', '/tiers?tier=high'],
  ['class_shift', '/guardrails/class_shift'],
  ['our_own_rule', '/guardrails/our_own_rule'],
  ['grant_required', '/entitlements?activation=approval'],
  ['intent_drift', null],
])('%s is changed at %s', (code, href) => {
  expect(ruleHref({ code, tier: 'high' })).toBe(href);
});

test('a rule tires when at least five answers were all yes', () => {
  expect(isTiring({ answered: 5, approved: 5 })).toBe(true);
  expect(isTiring({ answered: 4, approved: 4 })).toBe(false);
  expect(isTiring({ answered: 50, approved: 49 })).toBe(false);
});
