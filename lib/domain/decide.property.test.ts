import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ACTION_CLASSES } from './action-class';
import { AGENT_STATES } from './agent';
import { decide } from './decide';
import { agent, call, entitlement, facts, grant, inMinutes, now, scope, task, tool } from './decide.fixture';
import type { Facts } from './facts';
import { RISK_TIERS, SHIPPED_TIERS } from './risk-tier';
import { SENSITIVITIES } from './sensitivity';
import { STOP_KINDS } from './stop';
import { TASK_STATES } from './task';
import { TOOL_STATES } from './tool';

/** Mostly what allows: with everything random, nearly every call would be denied for three reasons. */
const mostly = <T>(usual: T, other: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ arbitrary: fc.constant(usual), weight: 12 }, { arbitrary: other, weight: 1 });
const instant = fc.integer({ min: -120, max: 120 }).map(inMinutes);

const aScope = fc.record({
  system: mostly('crm', fc.constant('erp')),
  tools: mostly<string[]>(
    ['contacts.*'],
    fc.subarray(['contacts.search', 'orders.*', '*'], { minLength: 1 }),
  ),
  actionClasses: mostly([...ACTION_CLASSES], fc.subarray([...ACTION_CLASSES], { minLength: 1 })),
  resources: mostly<string[]>([], fc.subarray(['orders/4', 'orders/*'], { minLength: 1 })),
  maxSensitivity: mostly('confidential', fc.constantFrom(...SENSITIVITIES)),
  arguments: mostly<typeof scope.arguments>(
    scope.arguments,
    fc.constant({ limit: { max: 10, otherwise: 'clamp' as const } }),
  ),
});
const anEntitlement = fc.record({
  id: fc.constantFrom('ent_1', 'ent_2'),
  scope: aScope,
  startsAt: mostly(entitlement.startsAt, instant),
  endsAt: mostly(entitlement.endsAt, instant),
  revokedAt: mostly(null, instant),
});
const aGrant = fc.record({
  id: fc.constantFrom('grt_1', 'grt_2', 'grt_3', 'grt_4'),
  entitlementId: fc.constantFrom('ent_1', 'ent_2'),
  scope: aScope,
  startsAt: mostly(grant.startsAt, instant),
  endsAt: mostly(grant.endsAt, instant),
  revokedAt: mostly(null, instant),
  uses: mostly<number | null>(null, fc.integer({ min: 1, max: 3 })),
  spent: fc.integer({ min: 0, max: 3 }),
});
const uniqueById = <T extends { id: string }>(one: fc.Arbitrary<T>, maxLength: number) =>
  fc.uniqueArray(one, { selector: ({ id }) => id, maxLength, minLength: 1 });

const someFacts: fc.Arbitrary<Facts> = fc
  .record({
    state: mostly('active', fc.constantFrom(...AGENT_STATES)),
    ownerIsEnabled: mostly(true, fc.boolean()),
    tier: fc.constantFrom(...RISK_TIERS),
    entitlements: uniqueById(anEntitlement, 2),
    taskState: mostly('running', fc.constantFrom(...TASK_STATES)),
    taskEndsAt: mostly(task.endsAt, instant),
    declared: mostly([...ACTION_CLASSES], fc.subarray([...ACTION_CLASSES])),
    grants: uniqueById(aGrant, 4),
    toolState: mostly('reviewed', fc.constantFrom(...TOOL_STATES)),
    actionClass: fc.constantFrom(...ACTION_CLASSES),
    sensitivity: fc.constantFrom(...SENSITIVITIES),
    stops: mostly<{ id: string; kind: (typeof STOP_KINDS)[number]; targetId: string | null }[]>(
      [],
      fc.array(
        fc.record({
          id: fc.string(),
          kind: fc.constantFrom(...STOP_KINDS),
          targetId: fc.constantFrom('crm', 'moderate', null),
        }),
      ),
    ),
  })
  .map((random) => ({
    ...facts,
    agent: {
      ...agent,
      state: random.state,
      owner: { id: 'usr_ana', isEnabled: random.ownerIsEnabled },
      backupOwner: null,
      tier: random.tier,
      rules: SHIPPED_TIERS[random.tier],
      entitlements: random.entitlements,
    },
    task: {
      ...task,
      state: random.taskState,
      endsAt: random.taskEndsAt,
      actionClasses: random.declared,
      grants: random.grants,
    },
    tool: {
      ...tool,
      state: random.toolState,
      actionClass: random.actionClass,
      sensitivity: random.sensitivity,
    },
    stops: random.stops,
  }));
const someCall = fc
  .record({
    limit: fc.integer({ min: 0, max: 20 }),
    resource: fc.constantFrom(null, 'orders/4', 'orders/42'),
    acceptsModify: fc.boolean(),
  })
  .map(({ limit, resource, acceptsModify }) => ({ ...call, resource, acceptsModify, arguments: { limit } }));

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
