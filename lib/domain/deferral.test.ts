import { expect, test } from 'vitest';
import { decide } from './decide';
import { call, facts, inMinutes, now, task, tool } from './decide.fixture';
import { type DeferralFacts, deferralRefusal, deferralStateAt, MOST_OPEN_DEFERRALS } from './deferral';
import type { ToolFacts } from './facts';

const mine = (more: Partial<DeferralFacts> = {}): DeferralFacts => ({
  digest: call.digest,
  expiresAt: inMinutes(5),
  isResolved: false,
  ...more,
});
const others = (howMany: number, more: Partial<DeferralFacts> = {}): DeferralFacts[] =>
  Array.from({ length: howMany }, (_, i) => ({ ...mine(more), digest: `other-${i}` }));

const unreviewed: ToolFacts = { ...tool, state: 'unreviewed', reviewedDigest: null };
const ask = (deferrals: readonly DeferralFacts[], asked = unreviewed) =>
  decide(call, { ...facts, tool: asked, task: { ...task, deferrals } }, now);

test('the control: a call whose tool nobody has reviewed waits', () => {
  expect(ask([])).toMatchObject({ outcome: 'defer', reason: 'tool_unreviewed' });
  expect(ask([mine()])).toMatchObject({ outcome: 'defer', reason: 'tool_unreviewed' });
});

const refused = [
  { name: 'its time is over', deferrals: [mine({ expiresAt: inMinutes(-1) })], reason: 'deferral_expired' },
  { name: 'its time ends this instant', deferrals: [mine({ expiresAt: now })], reason: 'deferral_expired' },
  {
    name: 'too many of its task wait',
    deferrals: others(MOST_OPEN_DEFERRALS),
    reason: 'too_many_deferred',
  },
] as const;
for (const { name, deferrals, reason } of refused) {
  test(`is denied when ${name}`, () => {
    const verdict = ask(deferrals);
    expect(verdict).toMatchObject({ outcome: 'deny', reason });
    expect(verdict.reasons.map(({ code }) => code)).toContain('tool_unreviewed');
    expect(verdict.answers.intent.verdict).toBe('no');
  });
}

test('what is over does not fill up the room, and who waits already keeps its place', () => {
  expect(deferralRefusal(call.digest, others(30, { expiresAt: now }), now)).toBeNull();
  expect(deferralRefusal(call.digest, others(30, { isResolved: true }), now)).toBeNull();
  expect(deferralRefusal(call.digest, [...others(30), mine()], now)).toBeNull();
});

test('once its cause is gone, a call is judged like any other, also after its time', () => {
  expect(ask([mine({ expiresAt: inMinutes(-1) })], tool)).toMatchObject({ outcome: 'allow' });
});

test('the state is computed', () => {
  const row = { expiresAt: inMinutes(5), resolvedAt: null };
  expect(deferralStateAt(row, true, now)).toBe('waiting');
  expect(deferralStateAt(row, false, now)).toBe('ended');
  expect(deferralStateAt(row, true, inMinutes(5))).toBe('expired');
  expect(deferralStateAt({ ...row, resolvedAt: now }, false, inMinutes(9))).toBe('resolved');
});
