import { TIER_NAMES } from '@/components/tier/tier-words';
import type { ApprovalRuleShape } from '@/lib/contract/approval-rule';

const either = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;

type Conditions = Pick<ApprovalRuleShape, 'system' | 'tiers' | 'actionClasses'>;

/** Which calls a rule is for: `delete or send calls of high or critical agents in crm`. */
export function ruleWords({ system, tiers, actionClasses }: Conditions): string {
  const calls = actionClasses.length === 0 ? 'Every call' : `${either(actionClasses)} calls`;
  const agents =
    tiers.length === 0 ? '' : ` of ${either(tiers.map((tier) => TIER_NAMES[tier].toLowerCase()))} agents`;
  const text = `${calls}${agents}${system === null ? '' : ` in ${system}`}`;
  return `${text[0]?.toUpperCase()}${text.slice(1)}`;
}

export const peopleText = (people: number): string =>
  people === 0 ? 'Nobody is asked' : people === 1 ? '1 person is asked' : `${people} people are asked`;

/** A rule in the hands of somebody who edits the list: one that is new has no id yet. */
export type DraftRule = ApprovalRuleShape & { id?: string; key: string };

/** Where a rule of the list comes to stand, one up or one down. The same list where it cannot. */
export function moveRule<T>(rules: readonly T[], from: number, by: -1 | 1): readonly T[] {
  const to = from + by;
  const rule = rules[from];
  if (rule === undefined || to < 0 || to >= rules.length) return rules;
  return rules.toSpliced(from, 1).toSpliced(to, 0, rule);
}
