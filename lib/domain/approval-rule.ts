import type { ActionClass } from './action-class';
import type { RiskTier } from './risk-tier';

/** Who is asked about which calls. Empty lists mean any. */
export type ApprovalRule = {
  systemId: string | null;
  tiers: readonly RiskTier[];
  actionClasses: readonly ActionClass[];
  groupId: string;
};

/** The call, as far as the rules look at it. */
export type RoutedCall = {
  systemId: string | null;
  /** Null: it was not known, and counts as the highest. */
  tier: RiskTier | null;
  actionClass: ActionClass | null;
};

export function isFitting(rule: ApprovalRule, { systemId, tier, actionClass }: RoutedCall): boolean {
  return (
    (rule.systemId === null || rule.systemId === systemId) &&
    (rule.tiers.length === 0 || rule.tiers.includes(tier ?? 'critical')) &&
    (rule.actionClasses.length === 0 || (actionClass !== null && rule.actionClasses.includes(actionClass)))
  );
}

/** The first rule that fits; null: every approver is asked. `approver_group_of` says the same in SQL. */
export const ruleFor = <R extends ApprovalRule>(rules: readonly R[], call: RoutedCall): R | null =>
  rules.find((rule) => isFitting(rule, call)) ?? null;

/** How many rules there may be, and how many people a group may have. */
export const MAX_APPROVAL_RULES = 100;
export const MAX_GROUP_MEMBERS = 200;
