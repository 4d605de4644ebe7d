import { type EscalationState, escalationStateAt } from './escalation';

/** How AuthZEN’s access-request profile calls the state of what was asked for. */
export const REQUEST_STATUSES = ['pending', 'approved', 'denied', 'expired', 'cancelled', 'failed'] as const;
export type RequestStatus = (typeof REQUEST_STATUSES)[number];

/** What a caller may want to be told by itself. */
export const CALLBACK_EVENTS = ['approved', 'denied', 'expired', 'cancelled', 'failed'] as const;
export type CallbackEvent = (typeof CALLBACK_EVENTS)[number];

const STATUS_OF = {
  pending: 'pending',
  approved: 'approved',
  denied: 'denied',
  expired: 'expired',
  withdrawn: 'cancelled',
  // What an approval gave may be spent; that it was approved does not change any more.
  used: 'approved',
} as const satisfies Record<EscalationState, RequestStatus>;

/** The status at a moment. INVARIANT (expiry-by-evaluation): silence past the deadline has expired. */
export const requestStatusAt = (
  escalation: { state: EscalationState; expiresAt: Date },
  now: Date,
): RequestStatus => STATUS_OF[escalationStateAt(escalation, now)];

/** For how long after the deadline of its answer the outcome is told: an agent may come back days later. */
const TOLD_FOR_MS = 30 * 24 * 3600 * 1000;

/** Until when a handle is good: to wait with while nobody has answered, and then to hear the outcome. */
export const handleEnd = (status: RequestStatus, expiresAt: Date): Date =>
  status === 'pending' ? expiresAt : new Date(expiresAt.getTime() + TOLD_FOR_MS);

/** Every problem that the profile names, with the status it is told as. */
export const REQUEST_PROBLEMS = {
  not_requestable: 400,
  expired_denial: 410,
  invalid_denial_binding: 400,
  duplicate_request: 409,
  unknown_task: 404,
  task_expired: 410,
  invalid_task_state: 409,
} as const;
export type RequestProblem = keyof typeof REQUEST_PROBLEMS;

/** How often a callback is tried before nobody tries any more. */
export const CALLBACK_ATTEMPTS = 10;
const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 3_600_000;

/** When a callback is tried again after so many attempts that failed; null: never. */
export const callbackRetryAt = (attempts: number, now: Date): Date | null =>
  attempts >= CALLBACK_ATTEMPTS
    ? null
    : new Date(now.getTime() + Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 3 ** (attempts - 1)));
