import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ACTION_CLASSES } from './action-class';
import { decide, type Verdict } from './decide';
import { ancestor, approved, call, child, facts, inMinutes, now, task } from './decide.fixture';
import { someCall, someFacts } from './decide-random.fixture';
import type { Facts } from './facts';
import { type RecordedDecision, rejudge, rejudgeLimit } from './rejudge';
import { SHIPPED_TIERS, TIER_VERDICTS, type TierRules } from './risk-tier';
import { SENSITIVITIES } from './sensitivity';

const CARRIED = { escalates: true, denies: true };
const someMatrix = fc.record(
  Object.fromEntries(
    ACTION_CLASSES.map((one) => [
      one,
      fc.record(Object.fromEntries(SENSITIVITIES.map((name) => [name, fc.constantFrom(...TIER_VERDICTS)]))),
    ]),
  ),
) as fc.Arbitrary<TierRules['matrix']>;
const someRules = fc
  .record({ matrix: someMatrix, callsPerMinutePerTask: fc.integer({ min: 1, max: 9 }) })
  .map((rules): TierRules => ({ ...SHIPPED_TIERS.moderate, ...rules }));

/** A verdict as its record would tell it. */
const recorded = ({ outcome, reasons, lifted }: Verdict, of: Facts): RecordedDecision => ({
  outcome,
  actionClass: of.tool?.actionClass ?? null,
  sensitivity: of.tool?.sensitivity ?? null,
  hasTask: of.task !== null,
  reasons,
  lifted,
  isDelegated: of.ancestors.length > 0,
  isObserved: of.agent?.observedUntil != null,
  inMinute: { ofTask: of.calls.taskMinute + 1, ofAgent: of.calls.agentMinute + 1 },
});
const withRules = (given: Facts, rules: TierRules): Facts =>
  given.agent === null ? given : { ...given, agent: { ...given.agent, rules } };

describe('judging again', () => {
  test('by the same rules nothing changes, whatever the call', () => {
    fc.assert(
      fc.property(someCall, someFacts, someRules, fc.nat(12), (one, given, rules, taskMinute) => {
        const then = withRules({ ...given, calls: { taskMinute, agentMinute: taskMinute } }, rules);
        const verdict = decide(one, then, now);
        expect(rejudge(recorded(verdict, then), rules, CARRIED)).toBe(verdict.outcome);
      }),
      { numRuns: 3000 },
    );
  });

  test('by other rules it says what a decision by them would have said', () => {
    let changed = 0;
    fc.assert(
      fc.property(someCall, someFacts, someRules, someRules, fc.nat(12), (one, given, was, is, minute) => {
        const asked = { ...one, acceptsModify: true };
        const then = withRules({ ...given, calls: { taskMinute: minute, agentMinute: minute } }, was);
        const before = decide(asked, then, now);
        const after = decide(asked, withRules(then, is), now);
        // An approval that was of no use then, because something else denied, is not in the record.
        fc.pre(after.uses === before.uses);
        expect(rejudge(recorded(before, then), is, CARRIED)).toBe(after.outcome);
        if (after.outcome !== before.outcome) changed += 1;
      }),
      { numRuns: 3000 },
    );
    expect(changed).toBeGreaterThan(300);
  });

  const allowed = recorded(decide(call, facts, now), facts);
  const withCell = (verdict: (typeof TIER_VERDICTS)[number]): TierRules => {
    const { moderate } = SHIPPED_TIERS;
    return {
      ...moderate,
      matrix: { ...moderate.matrix, read: { ...moderate.matrix.read, internal: verdict } },
    };
  };

  test('an allowed call asks, or is denied, as the cell of its class and sensitivity says', () => {
    expect(allowed.outcome).toBe('allow');
    expect(rejudge(allowed, withCell('allow'), CARRIED)).toBe('allow');
    expect(rejudge(allowed, withCell('escalate'), CARRIED)).toBe('escalate');
    expect(rejudge(allowed, withCell('deny'), CARRIED)).toBe('deny');
    expect(rejudge({ ...allowed, sensitivity: 'public' }, withCell('deny'), CARRIED)).toBe('allow');
  });

  test('a cell says nothing while no guardrail carries it', () => {
    expect(rejudge(allowed, withCell('escalate'), { escalates: false, denies: true })).toBe('allow');
    expect(rejudge(allowed, withCell('deny'), { escalates: true, denies: false })).toBe('allow');
  });

  test('what an approval lifted stays lifted, and it lifts no new reason', () => {
    const asking = withRules(facts, withCell('escalate'));
    const given = {
      ...approved,
      approval: { id: 'esc_1', digest: call.digest, lifts: ['tier_requires_approval'] },
    };
    const withIt = { ...asking, task: { ...task, grants: [...task.grants, given] } };
    const lifted = recorded(decide(call, withIt, now), asking);
    expect(lifted.outcome).toBe('allow');
    expect(rejudge(lifted, withCell('escalate'), CARRIED)).toBe('allow');
    expect(rejudge(lifted, withCell('deny'), CARRIED)).toBe('deny');
    const other = { ...allowed, lifted: [{ code: 'class_shift', outcome: 'escalate' as const }] };
    expect(rejudge(other, withCell('escalate'), CARRIED)).toBe('escalate');
  });

  test('a stronger reason than the matrix stands, whatever the cell', () => {
    const stopped: RecordedDecision = {
      ...allowed,
      outcome: 'deny',
      reasons: [{ code: 'stopped', outcome: 'deny' }],
    };
    for (const verdict of TIER_VERDICTS) expect(rejudge(stopped, withCell(verdict), CARRIED)).toBe('deny');
  });

  test('calls of the minute are counted again where they were counted, else left', () => {
    const fast = { ...allowed, inMinute: { ofTask: 301, ofAgent: 301 } };
    expect(rejudge(fast, SHIPPED_TIERS.moderate, CARRIED)).toBe('deny');
    expect(rejudge(fast, { ...SHIPPED_TIERS.moderate, callsPerMinutePerTask: 301 }, CARRIED)).toBe('allow');
    expect(rejudge({ ...fast, inMinute: null }, SHIPPED_TIERS.moderate, CARRIED)).toBe('allow');
  });

  test('chains, observed agents and failed rules are left as they were, and said to be', () => {
    const delegated = { ...facts, task: child, ancestors: [ancestor] };
    const chained = recorded(decide(call, delegated, now), delegated);
    expect(rejudgeLimit(chained)).toBe('delegated');
    expect(rejudge(chained, withCell('deny'), CARRIED)).toBe('allow');
    const observed = { ...facts, agent: facts.agent && { ...facts.agent, observedUntil: inMinutes(9) } };
    expect(rejudgeLimit(recorded(decide(call, observed, now), observed))).toBe('observed');
    const failed = { ...allowed, reasons: [{ code: 'rule_error', outcome: 'deny' as const }] };
    expect(rejudgeLimit(failed)).toBe('failed');
    expect(rejudgeLimit(allowed)).toBeNull();
  });
});
