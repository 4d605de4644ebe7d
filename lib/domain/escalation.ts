import type { ReasonCode } from './reason';
import type { Moves } from './refusal';

export const ESCALATION_STATES = ['pending', 'approved', 'denied', 'expired', 'withdrawn', 'used'] as const;
export type EscalationState = (typeof ESCALATION_STATES)[number];

/** The whole lifecycle. A state that appears in no `from` is final. */
export const ESCALATION_MOVES = {
  approve: { from: ['pending'], to: 'approved' },
  deny: { from: ['pending'], to: 'denied' },
  withdraw: { from: ['pending'], to: 'withdrawn' },
  expire: { from: ['pending'], to: 'expired' },
  use: { from: ['approved'], to: 'used' },
} as const satisfies Moves<EscalationState>;

/** The state as it is at `now`: silence past the deadline is denial. INVARIANT (expiry-by-evaluation) */
export function escalationStateAt(
  escalation: { state: EscalationState; expiresAt: Date },
  now: Date,
): EscalationState {
  return escalation.state === 'pending' && escalation.expiresAt <= now ? 'expired' : escalation.state;
}

/** Which part of the queue somebody looks at. */
export const ESCALATION_QUEUES = ['mine', 'team', 'all'] as const;
export type EscalationQueue = (typeof ESCALATION_QUEUES)[number];

/** For how long others see that somebody looks at an escalation. */
export const CLAIM_SECONDS = 300;

/** How long at most, and how often, somebody gets who was let through by one admin alone. */
export const BROKEN_GLASS_SECONDS = 900;

/**
 * The questions that an approval of more than one call answers. What rests on the very values or on the way
 * of one call is asked again for the next. INVARIANT (approval-once)
 */
export const SCOPE_LIFTS: readonly ReasonCode[] = [
  'grant_required',
  'grant_expired',
  'grant_exhausted',
  'sensitivity_exceeded',
  'argument_out_of_scope',
  'tier_requires_approval',
  'class_shift',
];
