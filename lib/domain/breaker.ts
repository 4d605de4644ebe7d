import type { ReasonCode } from './reason';

/** Who quarantines when the circuit breaker does. */
export const BREAKER = 'circuit-breaker';

/**
 * Denials that say nothing about how the agent behaves, and so do not count towards its quarantine.
 *
 * What others can cause must not count. Whoever knows an agent's name can ask in it without a task of its
 * own, or in one that is over (`task_…`). An admin can stop it, quarantine it, block its tools or leave it
 * without an owner, or with one who has not accepted. A task above can pause, end or lose its grants (`exceeds_delegator`). An enforcement
 * point that cannot change arguments, sends them malformed, or names a context that is not there, is broken
 * and not hostile; a rule that fails, or a set of guardrails that permits nobody anything, is our own fault.
 * What people gave may end or be taken back before it is used, and people may be slow to answer.
 * Speed has a brake of its own, and that nobody resolved in time what a call waited for is people's silence.
 *
 * What is left is denied to a running task of this agent, which reached for what it may not. Only somebody
 * who holds that task's id, and a key or token for it, can bring that about: its own enforcement point.
 * INVARIANT (breaker)
 */
export const NOT_ITS_DOING = [
  'agent_unknown',
  'agent_not_active',
  'agent_unowned',
  'owner_not_accepted',
  'stopped',
  'task_required',
  'task_unknown',
  'task_not_running',
  'tool_blocked',
  'context_unknown',
  'arguments_invalid',
  'exceeds_delegator',
  'modify_not_accepted',
  'velocity_exceeded',
  'deferral_expired',
  'too_many_deferred',
  'approval_expired',
  'approval_revoked',
  'too_many_escalated',
  'not_permitted',
  'guardrail_error',
  'rule_error',
] as const satisfies readonly ReasonCode[];

/** Whether a decision counts towards its agent's quarantine. `taskId` is the agent's own, or null. */
export const countsAgainstAgent = (outcome: string, reason: string, taskId: string | null): boolean =>
  outcome === 'deny' && taskId !== null && !(NOT_ITS_DOING as readonly string[]).includes(reason);
