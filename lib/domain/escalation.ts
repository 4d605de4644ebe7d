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

/** The state as it is at `now`: silence past the deadline is denial, whatever the row says. */
export function escalationStateAt(
  escalation: { state: EscalationState; expiresAt: Date },
  now: Date,
): EscalationState {
  return escalation.state === 'pending' && escalation.expiresAt <= now ? 'expired' : escalation.state;
}
