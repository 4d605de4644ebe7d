import { ACTION_CLASSES, type ActionClass } from './action-class';
import { RISK_TIERS, type RiskTier } from './risk-tier';

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

/** Whether every call that this rule fits is taken by one before it. */
export const isShadowed = (rule: ApprovalRule, earlier: readonly ApprovalRule[]): boolean =>
  earlier.some(
    (one) =>
      (one.systemId === null || one.systemId === rule.systemId) &&
      isWithin(rule.tiers, one.tiers, RISK_TIERS) &&
      isWithin(rule.actionClasses, one.actionClasses, ACTION_CLASSES),
  );

/** Whether a list, of which an empty one means all, lies within another such list. */
function isWithin<T>(inner: readonly T[], outer: readonly T[], all: readonly T[]): boolean {
  if (outer.length === 0) return true;
  return (inner.length === 0 ? all : inner).every((one) => outer.includes(one));
}

/** The tiers of whose calls a rule says who is asked. */
export const tiersOf = ({ tiers }: Pick<ApprovalRule, 'tiers'>): readonly RiskTier[] =>
  tiers.length === 0 ? RISK_TIERS : tiers;
