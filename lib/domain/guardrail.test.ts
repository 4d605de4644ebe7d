import { expect, test } from 'vitest';
import { decide } from './decide';
import { agent, call, facts, grant, inMinutes, now } from './decide.fixture';
import { GUARDRAIL_MOVES, GUARDRAIL_STATES, type GuardrailRule, guardrailMoveRefusal } from './guardrail';

const rule = (more: Partial<GuardrailRule> = {}): GuardrailRule => ({
  guardrail: 'mine',
  version: 2,
  effect: 'forbid',
  outcome: 'deny',
  applies: () => true,
  message: () => 'because',
  ...more,
});
const { enforced } = facts.guardrails;
const failing = () => {
  throw new Error('no such attribute');
};

const ask = (enforcedToo: GuardrailRule[], shadow: GuardrailRule[], observedUntil: Date | null = null) =>
  decide(
    call,
    {
      ...facts,
      agent: { ...agent, observedUntil },
      guardrails: { enforced: [...enforced, ...enforcedToo], shadow },
    },
    now,
  );

test('an enforced guardrail answers, with its name as the reason and its version beside it', () => {
  const verdict = ask([rule()], []);
  expect(verdict).toMatchObject({ outcome: 'deny', reason: 'mine', guardrails: { mine: 2 }, shadow: [] });
  expect(verdict.answers.intent.verdict).toBe('no');
});

test('one in shadow is told and never answers, also one that fails', () => {
  const verdict = ask([], [rule(), rule({ guardrail: 'other', applies: failing })]);
  expect(verdict).toMatchObject({ outcome: 'allow', reason: 'granted', guardrails: {} });
  expect(verdict.shadow).toMatchObject([
    { code: 'mine', guardrail: 'mine', version: 2, mode: 'shadow', outcome: 'deny', message: 'because' },
    { code: 'guardrail_error', guardrail: 'other', mode: 'shadow', outcome: 'deny' },
  ]);
});

test('a permit in shadow tells what would not be permitted in the place of its guardrail', () => {
  const narrow = rule({ guardrail: 'default_permit', effect: 'permit', applies: () => false });
  expect(ask([], [narrow])).toMatchObject({
    outcome: 'allow',
    shadow: [{ code: 'not_permitted', guardrail: 'default_permit', mode: 'shadow' }],
  });
  expect(ask([], [{ ...narrow, guardrail: 'another' }]).shadow).toEqual([]);
});

test('of an observed agent guardrails are told and do not answer, and what is allowed ends with the observation', () => {
  const until = inMinutes(5);
  const verdict = ask([rule()], [], until);
  expect(verdict).toMatchObject({
    outcome: 'allow',
    guardrails: {},
    shadow: [{ code: 'mine', guardrail: 'mine', version: 2, mode: 'observed', outcome: 'deny' }],
  });
  expect(grant.endsAt > until).toBe(true);
  expect(verdict.until).toEqual(until);
  expect(ask([rule()], [], now)).toMatchObject({ outcome: 'deny', reason: 'mine' });
});

test('hard rules hold while an agent is observed', () => {
  const observed = { ...agent, observedUntil: inMinutes(5), state: 'quarantined' as const };
  expect(decide(call, { ...facts, agent: observed }, now)).toMatchObject({ reason: 'agent_not_active' });
});

test('every state is left by the moves that name it, and retired by none', () => {
  for (const state of GUARDRAIL_STATES) {
    for (const move of Object.keys(GUARDRAIL_MOVES) as (keyof typeof GUARDRAIL_MOVES)[]) {
      const isPossible = guardrailMoveRefusal(move, { name: 'mine', version: 1, state }) === null;
      expect(isPossible).toBe(GUARDRAIL_MOVES[move].from.some((from) => from === state));
      if (state === 'retired') expect(isPossible).toBe(false);
    }
  }
});
