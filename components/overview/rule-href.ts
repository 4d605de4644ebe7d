import type { EscalationReasonView } from '@/lib/contract/escalation-evidence';
import { REASONS } from '@/lib/domain/reason';
import { paths } from '@/lib/paths';

/** Reasons that a guardrail gives which every installation has; others carry the name of a guardrail of one's own. */
const GUARDRAILS: readonly string[] = ['class_shift', 'exfiltration_path', 'untrusted_argument'];
/** Reasons that lie in what an agent is entitled to, and how. */
const ENTITLED: readonly string[] = [
  'grant_required',
  'grant_expired',
  'grant_exhausted',
  'sensitivity_exceeded',
  'argument_out_of_scope',
];

/** Where the rule that asks can be changed; null where nothing but the agent's own doing can. */
export function ruleHref({ code, tier }: Pick<EscalationReasonView, 'code' | 'tier'>): string | null {
  if (code === 'tier_requires_approval') return paths.tiers(tier === null ? {} : { tier });
  if (ENTITLED.includes(code)) return paths.entitlements({ activation: 'approval' });
  return GUARDRAILS.includes(code) || !Object.hasOwn(REASONS, code) ? paths.guardrail(code) : null;
}

/** So many yeses without one no, and the question is not one. */
const ENOUGH = 5;

/** Whether a rule asks only to be answered with yes: fatigue, not care. */
export const isTiring = ({
  answered,
  approved,
}: Pick<EscalationReasonView, 'answered' | 'approved'>): boolean =>
  answered >= ENOUGH && approved === answered;
