import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AGENT_MOVES, AGENT_STATES, agentMoveRefusal } from './agent';
import { ESCALATION_MOVES, ESCALATION_STATES, escalationStateAt } from './escalation';
import type { Moves } from './refusal';
import { TASK_MOVES, TASK_STATES, taskMoveRefusal, taskStateAt } from './task';
import { TOOL_MOVES, TOOL_STATES } from './tool';

const lifecycles: [
  name: string,
  moves: Moves<string>,
  states: readonly string[],
  final: readonly string[],
][] = [
  ['agent', AGENT_MOVES, AGENT_STATES, ['retired']],
  ['task', TASK_MOVES, TASK_STATES, ['completed', 'failed', 'cancelled', 'expired']],
  ['tool', TOOL_MOVES, TOOL_STATES, []],
  ['escalation', ESCALATION_MOVES, ESCALATION_STATES, ['denied', 'expired', 'withdrawn', 'used']],
];

describe('lifecycles', () => {
  for (const [name, moves, states, final] of lifecycles) {
    test(`${name}: the final states are ${final.join(', ') || 'none'}, and no move leaves them`, () => {
      const left = new Set(Object.values(moves).flatMap(({ from }) => from));
      expect(states.filter((state) => !left.has(state))).toEqual(final);
    });

    test(`${name}: no sequence of moves leaves a final state`, () => {
      fc.assert(
        fc.property(
          fc.constantFrom(...states),
          fc.array(fc.constantFrom(...Object.values(moves))),
          (start, sequence) => {
            let state = start;
            for (const move of sequence) {
              const before = state;
              if (move.from.includes(state)) state = move.to;
              if (final.includes(before)) expect(state).toBe(before);
            }
          },
        ),
      );
    });
  }
});

describe('a deadline is compared, never swept', () => {
  const now = new Date('2026-11-23T12:00:00Z');

  test('a running task past its deadline has expired, and refuses every verb but the bookkeeping', () => {
    const task = { id: 'tsk_1', state: 'running' as const, endsAt: now };
    expect(taskStateAt(task, now)).toBe('expired');
    for (const move of ['pause', 'complete', 'fail', 'cancel'] as const) {
      expect(taskMoveRefusal(move, task, now)?.code).toBe('wrong_state');
    }
    expect(taskMoveRefusal('expire', task, now)).toBeNull();
  });

  test('a task that has not reached its deadline cannot be expired', () => {
    const task = { id: 'tsk_1', state: 'running' as const, endsAt: new Date(now.getTime() + 1) };
    expect(taskMoveRefusal('expire', task, now)?.code).toBe('not_due');
  });

  test('a pending escalation past its deadline has expired', () => {
    expect(escalationStateAt({ state: 'pending', expiresAt: now }, now)).toBe('expired');
    expect(escalationStateAt({ state: 'approved', expiresAt: now }, now)).toBe('approved');
  });
});

test('an agent without an enabled owner is neither activated nor released', () => {
  const agent = { id: 'bot', ownerIsEnabled: false };
  expect(agentMoveRefusal('activate', { ...agent, state: 'draft' })?.code).toBe('agent_unowned');
  expect(agentMoveRefusal('release', { ...agent, state: 'quarantined' })?.code).toBe('agent_unowned');
  expect(agentMoveRefusal('retire', { ...agent, state: 'quarantined' })).toBeNull();
});
