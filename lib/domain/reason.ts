import { type Outcome, stronger } from './outcome';

/** The three questions. `who` counts towards intent: without an accountable agent nothing is clear. */
export const QUESTIONS = ['intent', 'need', 'end'] as const;
export type Question = (typeof QUESTIONS)[number];

export const VERDICTS = ['clear', 'unclear', 'no'] as const;
export type AnswerVerdict = (typeof VERDICTS)[number];

/** Every reason code there is, with the question it answers and what it means to a person. */
export const REASONS = {
  granted: { question: 'need', title: 'A live grant of this task covers the call' },
  agent_unknown: { question: 'intent', title: 'No such agent' },
  agent_not_active: { question: 'intent', title: 'The agent is not active' },
  agent_unowned: { question: 'intent', title: 'Nobody answers for the agent' },
  owner_not_accepted: { question: 'intent', title: 'Who is to answer for the agent has not accepted yet' },
  stopped: { question: 'intent', title: 'A stop covers the call' },
  task_required: { question: 'intent', title: 'The call names no task' },
  task_unknown: { question: 'intent', title: 'The task is not known, or not this agent’s' },
  task_not_running: { question: 'end', title: 'The task is paused, ended or past its deadline' },
  tool_unknown: { question: 'intent', title: 'The tool is not in the inventory' },
  tool_blocked: { question: 'intent', title: 'The tool is blocked' },
  tool_unreviewed: { question: 'intent', title: 'Nobody has classified the tool' },
  tool_changed: { question: 'intent', title: 'The tool’s definition differs from the reviewed one' },
  arguments_invalid: { question: 'intent', title: 'The arguments do not fit the tool’s schema' },
  outside_entitlement: { question: 'need', title: 'No entitlement covers the call' },
  grant_required: { question: 'need', title: 'An entitlement covers the call, no live grant does' },
  exceeds_delegator: { question: 'need', title: 'An ancestor task could not do it' },
  argument_out_of_scope: { question: 'need', title: 'An argument is outside the scope' },
  sensitivity_exceeded: { question: 'need', title: 'More sensitive than the grant allows' },
  grant_expired: { question: 'end', title: 'The grant that covered the call has ended' },
  grant_exhausted: { question: 'end', title: 'The grant that covered the call is used up' },
  velocity_exceeded: { question: 'intent', title: 'Too many calls in this minute' },
  class_shift: { question: 'intent', title: 'The task did not declare this kind of action' },
  tier_requires_approval: { question: 'need', title: 'The agent’s tier asks for a person' },
  tier_forbids: { question: 'need', title: 'The agent’s tier forbids this' },
  context_unknown: { question: 'intent', title: 'A context that the call reads is not known' },
  exfiltration_path: { question: 'intent', title: 'Confidential data could leave to a less trusted zone' },
  untrusted_argument: { question: 'intent', title: 'A sensitive argument stems from untrusted content' },
  intent_drift: { question: 'intent', title: 'The call drifts from what the task was opened for' },
  not_permitted: { question: 'need', title: 'No guardrail permits the call' },
  guardrail_error: { question: 'intent', title: 'A guardrail could not be evaluated' },
  deferral_expired: { question: 'intent', title: 'What the call waited for did not come in time' },
  too_many_deferred: { question: 'intent', title: 'Too many calls of the task wait already' },
  approval_unverifiable: { question: 'need', title: 'The approval that the call names is none of this task' },
  approval_expired: { question: 'end', title: 'The approval that the call names is over or used up' },
  approval_revoked: { question: 'need', title: 'The approval that the call names was taken back' },
  approval_denied: { question: 'need', title: 'A person has said no to exactly this call' },
  out_of_scope: { question: 'need', title: 'The approval that the call names was for another call' },
  too_many_escalated: { question: 'intent', title: 'Too many calls of the task wait for people already' },
  modify_not_accepted: {
    question: 'need',
    title: 'The call would have to be changed, and the caller does not accept that',
  },
  rule_error: { question: 'intent', title: 'A rule could not be evaluated' },
} as const satisfies Record<string, { question: Question; title: string }>;

export type ReasonCode = keyof typeof REASONS;
export const REASON_CODES = Object.keys(REASONS) as readonly ReasonCode[];

/** `code` is one of the list, or the name of a guardrail that people wrote. */
export type Reason = { code: string; outcome: Outcome; message: string };

/** Which question a reason answers. What people forbid by guardrails is about what the agent is trying to do. */
export const questionOf = (code: string): Question =>
  Object.hasOwn(REASONS, code) ? REASONS[code as ReasonCode].question : 'intent';

export const NOTHING: readonly Reason[] = [];

/** One reason, as rules give it. */
export const because = (code: ReasonCode, outcome: Outcome, message: string): readonly Reason[] => [
  { code, outcome, message },
];

/** The outcome that wins among these; without any reason against it a call is allowed. */
export const strongest = (reasons: readonly Reason[]): Outcome =>
  reasons.reduce<Outcome>((outcome, reason) => stronger(outcome, reason.outcome), 'allow');

/** Why an approval that a call names, or that it was refused, does not let it through. */
export const APPROVAL_REASONS: readonly string[] = [
  'approval_unverifiable',
  'approval_expired',
  'approval_revoked',
  'approval_denied',
  'out_of_scope',
];
