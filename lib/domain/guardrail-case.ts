import { askGuardrails, type GuardrailRule } from './guardrail';
import { strongest } from './reason';
import { type RecordedCall, type RulesOfTiers, recordedInput } from './recorded-call';

/** What a guardrail says to a call: nothing, or the strongest of what its policies answer. */
export const CASE_ANSWERS = ['silent', 'escalate', 'defer', 'deny'] as const;
export type CaseAnswer = (typeof CASE_ANSWERS)[number];

/**
 * What one text says to a recorded call, all other guardrails left aside. A text of permits alone forbids what it
 * does not permit. Total: what cannot be evaluated denies, as it would in a decision.
 */
export function caseAnswer(
  rules: readonly GuardrailRule[],
  call: RecordedCall,
  rulesOf: RulesOfTiers,
): CaseAnswer {
  const hasPermit = rules.some(({ effect }) => effect === 'permit');
  const { isPermitted, reasons } = askGuardrails(
    recordedInput(call, rulesOf),
    { enforced: rules, shadow: [] },
    false,
  );
  const own = hasPermit || isPermitted ? reasons : reasons.filter(({ code }) => code !== 'not_permitted');
  const outcome = strongest(own);
  return outcome === 'allow' || outcome === 'modify' ? 'silent' : outcome;
}
