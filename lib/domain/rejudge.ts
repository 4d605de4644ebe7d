import type { ActionClass } from './action-class';
import { type Outcome, stronger } from './outcome';
import { type TierRules, type TierVerdict, tierVerdict } from './risk-tier';
import type { Sensitivity } from './sensitivity';

/** What of a reason counts when its decision is judged again. */
export type RecordedReason = { code: string; outcome: Outcome };

/** What of a decision's record counts when it is judged again by other rules of its tier. */
export type RecordedDecision = {
  outcome: Outcome;
  /** Null: the call named no tool that was known, and the tier was never asked. */
  actionClass: ActionClass | null;
  sensitivity: Sensitivity | null;
  /** Whether it was asked for a task of the agent's own. */
  hasTask: boolean;
  reasons: readonly RecordedReason[];
  /** Reasons that an approval had lifted. */
  lifted: readonly RecordedReason[];
  /** Whether tasks stood above its own: then the strictest tier of all of them judged it. */
  isDelegated: boolean;
  /** Whether guardrails only looked on. */
  isObserved: boolean;
  /** Which call of its task, and of its agent, it was in its minute, the first being 1; null when not counted. */
  inMinute: { ofTask: number; ofAgent: number } | null;
};

/** Which guardrails carry the matrix: without them its cells say nothing. */
export type MatrixCarriers = { escalates: boolean; denies: boolean };

/** Why a decision cannot be judged again from its record. */
export const REJUDGE_LIMITS = ['delegated', 'observed', 'failed'] as const;
export type RejudgeLimit = (typeof REJUDGE_LIMITS)[number];

const OF_MATRIX: readonly string[] = ['tier_requires_approval', 'tier_forbids'];
/** What is added when all else has been said, and only to one outcome. */
const ADDED_TO: Readonly<Record<string, Outcome>> = {
  modify_not_accepted: 'modify',
  deferral_expired: 'defer',
  too_many_deferred: 'defer',
};
const VELOCITY = 'velocity_exceeded';
const NOT_PERMITTED = 'not_permitted';

/** What cannot be judged again, and why; null for what can. */
export function rejudgeLimit(decision: RecordedDecision): RejudgeLimit | null {
  if (decision.isDelegated) return 'delegated';
  if (decision.isObserved) return 'observed';
  return decision.reasons.some(({ code }) => code === 'rule_error') ? 'failed' : null;
}

function ofCell(verdict: TierVerdict, carriers: MatrixCarriers): RecordedReason[] {
  if (verdict === 'escalate' && carriers.escalates) {
    return [{ code: 'tier_requires_approval', outcome: 'escalate' }];
  }
  return verdict === 'deny' && carriers.denies ? [{ code: 'tier_forbids', outcome: 'deny' }] : [];
}

function ofVelocity({ inMinute, reasons }: RecordedDecision, rules: TierRules): readonly RecordedReason[] {
  if (inMinute === null) return reasons.filter(({ code }) => code === VELOCITY);
  const isOver =
    inMinute.ofTask > rules.callsPerMinutePerTask || inMinute.ofAgent > rules.callsPerMinutePerAgent;
  return isOver ? [{ code: VELOCITY, outcome: 'deny' }] : [];
}

const strongest = (reasons: readonly RecordedReason[]): Outcome =>
  reasons.reduce<Outcome>((outcome, reason) => stronger(outcome, reason.outcome), 'allow');

const isAdded = ({ code }: RecordedReason): boolean => Object.hasOwn(ADDED_TO, code);

/** The outcome of what is left to say. What was refused at its end for itself, is so again. */
function outcomeOf(left: readonly RecordedReason[], recorded: readonly RecordedReason[]): Outcome {
  const outcome = strongest(left);
  return recorded.some(({ code }) => ADDED_TO[code] === outcome) ? 'deny' : outcome;
}

/** What an approval had lifted stays lifted; it lifts nothing that was not asked of it. */
const notLifted = (said: readonly RecordedReason[], lifted: readonly RecordedReason[]): RecordedReason[] =>
  said.filter(({ code, outcome }) => outcome !== 'escalate' || !lifted.some((one) => one.code === code));

/**
 * The outcome that a recorded call would have under these rules of its tier: what the record says is kept, the
 * cell of the matrix and the calls of the minute are asked again, and the strongest wins, as in `decide`. An approval
 * that was of no use then, because something else denied, is not in the record: such a call is still asked about.
 */
export function rejudge(decision: RecordedDecision, rules: TierRules, carriers: MatrixCarriers): Outcome {
  const { actionClass, sensitivity, hasTask, reasons, lifted } = decision;
  if (rejudgeLimit(decision) !== null) return decision.outcome;
  const isAsked = hasTask && actionClass !== null && sensitivity !== null;
  const cell = isAsked ? ofCell(tierVerdict(rules, actionClass, sensitivity), carriers) : [];
  const isReplaced = (reason: RecordedReason) =>
    OF_MATRIX.includes(reason.code) || reason.code === VELOCITY || isAdded(reason);
  const left = [
    ...reasons.filter((reason) => !isReplaced(reason)),
    ...notLifted(cell, lifted),
    ...ofVelocity(decision, rules),
  ];
  return outcomeOf(left, reasons);
}

/**
 * The outcome that a recorded call would have, had this guardrail said something else: what the record says is
 * kept, what the guardrail had said is taken out, and the strongest wins. `said` is all that its text says now, with
 * `not_permitted` where no permit applies any more. An error of the guardrail is to be named by its own code.
 */
export function rejudgeGuardrail(
  { reasons, lifted }: Pick<RecordedDecision, 'reasons' | 'lifted'>,
  guardrail: string,
  said: readonly RecordedReason[],
): Outcome {
  const kept = reasons.filter(
    (reason) => reason.code !== guardrail && reason.code !== NOT_PERMITTED && !isAdded(reason),
  );
  return outcomeOf([...kept, ...notLifted(said, lifted)], reasons);
}
