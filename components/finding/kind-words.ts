import type { FindingKind } from '@/lib/domain/finding';

/** Each kind in two or three words. */
export const KIND_WORDS: Record<FindingKind, string> = {
  access_after_task: 'Access after its task',
  agent_unowned: 'Unowned agents',
  agent_single_owner: 'Only one owner',
  agent_dormant: 'Dormant agents',
  secret_overdue: 'Secrets too old',
  secret_reaches_more: 'Secrets that do more',
  secret_ageless: 'Secrets without an age',
  secret_reach_unknown: 'Secrets of unknown reach',
  approver_group_empty: 'Groups without approvers',
  key_endless: 'Keys without an end',
  key_long: 'Long-lived keys',
  entitlement_unused: 'Unused entitlements',
  entitlement_broad: 'Broader than used',
  tool_changed: 'Changed tools',
  tool_unreviewed: 'Unreviewed tools',
  tier_below_floor: 'Tier below its floor',
};
