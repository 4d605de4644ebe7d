import type { Tx } from '@/lib/db/client';

export const approvalRuleSelect = {
  id: true,
  name: true,
  systemId: true,
  tiers: true,
  actionClasses: true,
  groupId: true,
} as const;

/** The rules in the order in which they are asked. */
export const loadApprovalRules = (db: Tx) =>
  db.approvalRule.findMany({ orderBy: { position: 'asc' }, select: approvalRuleSelect });
