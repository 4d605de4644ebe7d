import type { Chain } from './chain';
import type { AgentFacts, Facts, TaskFacts, ToolCall, ToolFacts } from './facts';
import type { Outcome } from './outcome';
import type { Reason } from './reason';
import { type Moves, moveRefusal, type Refusal } from './refusal';

export const GUARDRAIL_STATES = ['draft', 'shadow', 'enforced', 'retired'] as const;
export type GuardrailState = (typeof GUARDRAIL_STATES)[number];

/**
 * The lifecycle of one version of a guardrail. A changed text is a new version, and every version is kept;
 * what `enforce` and `shadow` take the place of is retired with them. `retired` appears in no `from`.
 */
export const GUARDRAIL_MOVES = {
  shadow: { from: ['draft', 'enforced'], to: 'shadow' },
  enforce: { from: ['draft', 'shadow'], to: 'enforced' },
  retire: { from: ['draft', 'shadow', 'enforced'], to: 'retired' },
} as const satisfies Moves<GuardrailState>;
export type GuardrailMove = keyof typeof GUARDRAIL_MOVES;

export const guardrailMoveRefusal = (
  move: GuardrailMove,
  version: { name: string; version: number; state: GuardrailState },
): Refusal | null =>
  moveRefusal(GUARDRAIL_MOVES, move, version.state, `version ${version.version} of ${version.name}`);

/** A guardrail's name is the code of its reasons: it stands in records, answers and filters. */
export const GUARDRAIL_NAME = /^[a-z][a-z0-9_]{1,62}$/;

export const GUARDRAIL_OUTCOMES = ['deny', 'escalate', 'defer'] as const;
export type GuardrailOutcome = (typeof GUARDRAIL_OUTCOMES)[number];

/** What a guardrail may look at: a call of which agent, task and tool are known. */
export type GuardrailInput = {
  call: ToolCall;
  agent: AgentFacts;
  task: TaskFacts;
  tool: ToolFacts;
  facts: Facts;
  /** What the call is in the chain of its task’s actions. */
  chain: Chain;
  now: Date;
};

/** One policy, ready to be asked. What its functions cannot say, they throw. */
export type GuardrailRule = {
  guardrail: string;
  version: number;
  effect: 'permit' | 'forbid';
  /** What a forbid answers; meaningless for a permit. */
  outcome: GuardrailOutcome;
  applies: (input: GuardrailInput) => boolean;
  message: (input: GuardrailInput) => string;
};

export type Guardrails = { enforced: readonly GuardrailRule[]; shadow: readonly GuardrailRule[] };

/** What a guardrail would have said that did not answer: it is in shadow, or the agent is observed. */
export type ShadowReason = Reason & { guardrail: string; version: number; mode: 'shadow' | 'observed' };

export type GuardrailVerdict = {
  /** Whether a permit applies. Nothing is allowed without one. */
  isPermitted: boolean;
  reasons: readonly Reason[];
  /** The enforced forbids that apply, or could not say. */
  matched: readonly GuardrailRule[];
  shadow: readonly ShadowReason[];
};

const NO_REASONS: readonly Reason[] = [];
const NO_RULES: readonly GuardrailRule[] = [];
const NO_SHADOW: readonly ShadowReason[] = [];

/** A call about which the hard rules have denied already: there is nothing to look at. */
export const NOT_ASKED: GuardrailVerdict = {
  isPermitted: false,
  reasons: NO_REASONS,
  matched: NO_RULES,
  shadow: NO_SHADOW,
};

/**
 * Asks every guardrail about a call. Total. INVARIANT (deny-by-default): a forbid that cannot be evaluated
 * denies, a permit that cannot be evaluated permits nothing, and without a permit nothing is allowed.
 * In observe mode what the enforced ones say is told beside the answer; in shadow it always is.
 */
export function askGuardrails(
  input: GuardrailInput,
  { enforced, shadow }: Guardrails,
  isObserved: boolean,
): GuardrailVerdict {
  const found = forbidding(enforced, input);
  const permitted = isPermittedBy(enforced, input);
  const reasons = permitted ? found.reasons : [...found.reasons, NOT_PERMITTED];
  const told = shadow.length === 0 ? NO_SHADOW : shadowing(enforced, shadow, input);
  if (!isObserved) return { isPermitted: permitted, reasons, matched: found.matched, shadow: told };
  const observed = reasons.map((reason, i) => {
    const rule = found.matched[i];
    return {
      ...reason,
      guardrail: rule?.guardrail ?? '',
      version: rule?.version ?? 0,
      mode: 'observed' as const,
    };
  });
  return { isPermitted: true, reasons: NO_REASONS, matched: NO_RULES, shadow: [...observed, ...told] };
}

const NOT_PERMITTED: Reason = {
  code: 'not_permitted',
  outcome: 'deny',
  message: 'no guardrail permits the call',
};

/** What the forbids among the rules say, with the rule of each reason at the same place. */
function forbidding(rules: readonly GuardrailRule[], input: GuardrailInput) {
  let reasons = NO_REASONS as Reason[];
  let matched = NO_RULES as GuardrailRule[];
  for (const rule of rules) {
    if (rule.effect === 'permit') continue;
    const reason = reasonOf(rule, input);
    if (reason === null) continue;
    if (reasons === NO_REASONS) {
      reasons = [];
      matched = [];
    }
    reasons.push(reason);
    matched.push(rule);
  }
  return { reasons, matched };
}

function reasonOf(rule: GuardrailRule, input: GuardrailInput): Reason | null {
  try {
    if (!rule.applies(input)) return null;
    return { code: rule.guardrail, outcome: rule.outcome, message: rule.message(input) };
  } catch (error) {
    const why = error instanceof Error ? error.message : 'unknown';
    const message = `guardrail \`${rule.guardrail}\` could not be evaluated: ${why}`;
    return { code: 'guardrail_error', outcome: 'deny' satisfies Outcome, message };
  }
}

function isPermittedBy(rules: readonly GuardrailRule[], input: GuardrailInput): boolean {
  for (const rule of rules) {
    if (rule.effect !== 'permit') continue;
    try {
      if (rule.applies(input)) return true;
    } catch {
      // An error in a permitting rule permits nothing.
    }
  }
  return false;
}

/** A version in shadow is asked as if it stood in the place of its guardrail's enforced one. */
function shadowing(
  enforced: readonly GuardrailRule[],
  shadow: readonly GuardrailRule[],
  input: GuardrailInput,
): readonly ShadowReason[] {
  const { reasons, matched } = forbidding(shadow, input);
  const told = reasons.map((reason, i): ShadowReason => {
    const rule = matched[i] as GuardrailRule;
    return { ...reason, guardrail: rule.guardrail, version: rule.version, mode: 'shadow' };
  });
  const permit = shadow.find(({ effect }) => effect === 'permit');
  if (permit === undefined) return told;
  const replaced = new Set(shadow.map(({ guardrail }) => guardrail));
  const then = [...enforced.filter(({ guardrail }) => !replaced.has(guardrail)), ...shadow];
  if (isPermittedBy(then, input)) return told;
  return [
    ...told,
    { ...NOT_PERMITTED, guardrail: permit.guardrail, version: permit.version, mode: 'shadow' },
  ];
}
