import { expect, test } from 'vitest';
import { refusalsOf } from './refusals';

const terms = { scope: null, ttlSeconds: 600, uses: 1, rule: 'this call, once' };
const ASKED = {
  refusal: null,
  frozenBy: null,
  problems: [],
  recommendation: terms,
  approvals: { needed: 1, given: [] },
};
const of = (more: object, state: Parameters<typeof refusalsOf>[1] = 'pending') =>
  refusalsOf({ ...ASKED, ...more }, state, 'usr_me');

test('who is asked may give every answer', () => {
  expect(of({})).toEqual({ approve: null, deny: null, reassign: null });
});

test('what cannot be shown is not approved, and may be denied', () => {
  const { approve, deny } = of({
    problems: [{ code: 'not_shown', message: '`body` cannot be shown whole' }],
  });
  expect(approve).toBe('`body` cannot be shown whole');
  expect(deny).toBeNull();
});

test('nothing that may be given: nobody approves, and somebody may deny', () => {
  expect(of({ recommendation: null })).toMatchObject({
    approve: expect.stringContaining('Nothing'),
    deny: null,
  });
});

test('own interest forbids every answer, and says why', () => {
  const refusal = {
    code: 'own_interest',
    message: 'somebody who answers for the agent does not decide on it',
  };
  const why = 'Somebody who answers for the agent does not decide on it';
  expect(of({ refusal })).toEqual({ approve: why, deny: why, reassign: why });
});

test('under a stop nobody answers', () => {
  expect(of({ frozenBy: 'stp_1' }).deny).toMatch(/stop/);
});

test('nobody approves twice, and who has approved may still deny', () => {
  const given = [{ id: 'usr_me', name: 'Me', at: new Date() }];
  const { approve, deny } = of({ approvals: { needed: 2, given } });
  expect(approve).toMatch(/somebody else/);
  expect(deny).toBeNull();
});

test.each(['approved', 'used', 'denied', 'expired', 'withdrawn'] as const)(
  'no button is left for %s',
  (state) => {
    expect(Object.values(of({}, state)).every((why) => why !== null)).toBe(true);
  },
);
