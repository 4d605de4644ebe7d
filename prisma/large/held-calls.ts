import { secondsAfter } from '@/lib/domain/grant';
import type { BulkRow } from './bulk';
import type { PastDecision } from './decide-past';
import type { Dice } from './dice';

type Held = { dice: Dice; now: Date; approver: string };

/** Calls of one task that are the same wait together: the first of each, with how many there were. */
function firsts(
  decisions: readonly PastDecision[],
  outcome: string,
): { first: PastDecision; calls: number }[] {
  const held = new Map<string, { first: PastDecision; calls: number }>();
  for (const one of decisions) {
    if (one.verdict.outcome !== outcome) continue;
    const key = `${one.task.id} ${one.digest}`;
    const known = held.get(key);
    if (known === undefined) held.set(key, { first: one, calls: 1 });
    else known.calls += 1;
  }
  return [...held.values()];
}

const codesOf = ({ verdict }: PastDecision, outcome: string): string[] => [
  ...new Set(verdict.reasons.filter((reason) => reason.outcome === outcome).map(({ code }) => code)),
];

/** What waited for a person, and what came of it: answered, too late, or gone with its task. */
export function escalationRows(decisions: readonly PastDecision[], { dice, now, approver }: Held): BulkRow[] {
  return firsts(decisions, 'escalate').map(({ first, calls }) => {
    const { at, task, agent, toolId, args, digest, id } = first;
    const expiresAt = secondsAfter(at, agent.facts.rules.decideWithinSeconds);
    const isOpen = task.endedAt === null && expiresAt > now;
    const state = isOpen
      ? dice.weighted([
          ['pending', 8],
          ['denied', 1],
          ['approved', 1],
        ] as const)
      : dice.weighted([
          ['used', 45],
          ['denied', 25],
          ['expired', 20],
          ['withdrawn', 10],
        ] as const);
    const isAnswered = state === 'used' || state === 'denied' || state === 'approved';
    return {
      id: dice.id('esc', at),
      digest,
      state,
      task_id: task.id,
      agent_id: task.agent.id,
      tool_id: toolId,
      arguments: args as Record<string, unknown>,
      reasons: codesOf(first, 'escalate'),
      decision_id: id,
      calls,
      requested_at: at,
      expires_at: expiresAt,
      answered_by_id: isAnswered ? approver : null,
      answered_at: isAnswered ? secondsAfter(at, dice.between(5, 600)) : null,
      answer_reason: isAnswered ? (state === 'denied' ? 'Not needed for this' : 'As the purpose says') : null,
      revision: state === 'pending' ? 1 : 2,
    };
  });
}

/** What waited for a review. */
export const deferralRows = (decisions: readonly PastDecision[], { dice }: Held): BulkRow[] =>
  firsts(decisions, 'defer').map(({ first, calls }) => ({
    id: dice.id('dfr', first.at),
    task_id: first.task.id,
    agent_id: first.task.agent.id,
    tool_id: first.toolId,
    digest: first.digest,
    reasons: codesOf(first, 'defer'),
    decision_id: first.id,
    calls,
    deferred_at: first.at,
    expires_at: secondsAfter(first.at, 900),
  }));
