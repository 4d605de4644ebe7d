import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decide } from './decide';
import { inMinutes, now } from './decide.fixture';
import { someCall, someFacts } from './decide-random.fixture';
import type { Facts } from './facts';

const permits = (outcome: string) => outcome === 'allow' || outcome === 'modify';
const RUNS = { numRuns: 3000 };

const withGrants = (
  given: Facts,
  change: (grants: NonNullable<Facts['task']>['grants']) => NonNullable<Facts['task']>['grants'],
): Facts =>
  given.task === null ? given : { ...given, task: { ...given.task, grants: change(given.task.grants) } };

test('the random facts allow often enough to mean something', () => {
  const verdicts = fc
    .sample(fc.tuple(someCall, someFacts), 3000)
    .map(([one, given]) => decide(one, given, now));
  expect(verdicts.filter(({ outcome }) => outcome === 'allow').length).toBeGreaterThan(200);
  expect(verdicts.filter(({ outcome }) => outcome === 'modify').length).toBeGreaterThan(2);
});

test('removing a grant never turns a refusal into an allow', () => {
  fc.assert(
    fc.property(someCall, someFacts, fc.nat(3), (one, given, index) => {
      const fewer = withGrants(given, (grants) => grants.filter((_, i) => i !== index));
      if (permits(decide(one, fewer, now).outcome))
        expect(permits(decide(one, given, now).outcome)).toBe(true);
    }),
    RUNS,
  );
});

test('INVARIANT (expiry-by-evaluation): past every end, nothing is allowed', () => {
  fc.assert(
    fc.property(someCall, someFacts, fc.integer({ min: 0, max: 1e9 }), (one, given, extraMs) => {
      const { until, answers } = decide(one, given, now);
      const alone = withGrants(given, (grants) => grants.filter(({ id }) => id === answers.need.grant));
      if (until !== null) expect(permits(decide(one, alone, until).outcome)).toBe(false);
      const past = new Date(inMinutes(601).getTime() + extraMs);
      expect(permits(decide(one, given, past).outcome)).toBe(false);
    }),
    RUNS,
  );
});

test('the order of the facts never matters', () => {
  fc.assert(
    fc.property(someCall, someFacts, (one, given) => {
      const reversed = withGrants(given, (grants) => [...grants].reverse());
      if (reversed.agent === null) return;
      const shuffled = {
        ...reversed,
        stops: [...given.stops].reverse(),
        agent: { ...reversed.agent, entitlements: [...reversed.agent.entitlements].reverse() },
      };
      const { outcome, reason, answers, spends } = decide(one, given, now);
      expect(decide(one, shuffled, now)).toMatchObject({ outcome, reason, answers, spends });
    }),
    RUNS,
  );
});

test('INVARIANT (three-answers): allowed exactly when all three answers are clear', () => {
  fc.assert(
    fc.property(someCall, someFacts, (one, given) => {
      const { outcome, answers } = decide(one, given, now);
      const isClear = Object.values(answers).every(({ verdict }) => verdict === 'clear');
      expect(permits(outcome)).toBe(isClear);
    }),
    RUNS,
  );
});

test('a stop, a quarantine or a disabled owner always forbids', () => {
  fc.assert(
    fc.property(someCall, someFacts, fc.integer({ min: 0, max: 2 }), (one, given, which) => {
      if (given.agent === null) return;
      const harsher: Facts =
        which === 0
          ? { ...given, stops: [...given.stops, { id: 's', kind: 'everything', targetId: null }] }
          : which === 1
            ? { ...given, agent: { ...given.agent, state: 'quarantined' } }
            : { ...given, agent: { ...given.agent, owner: { id: 'usr_ana', isEnabled: false } } };
      expect(decide(one, harsher, now).outcome).toBe('deny');
    }),
    RUNS,
  );
});
