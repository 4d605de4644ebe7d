import type { ApprovalRules } from '@/lib/contract/approval-rule';
import type { Tx } from '@/lib/db/client';
import { approvalRuleSelect } from './load';

/** The whole list, with its revision. */
export async function viewApprovalRules(db: Tx): Promise<ApprovalRules> {
  const rows = await db.approvalRule.findMany({
    orderBy: { position: 'asc' },
    select: { ...approvalRuleSelect, group: { select: { name: true } } },
  });
  const { approvalRulesRevision } = await db.installation.findUniqueOrThrow({
    where: { id: 1 },
    select: { approvalRulesRevision: true },
  });
  return {
    items: rows.map(({ id, name, systemId, tiers, actionClasses, groupId, group }) => ({
      id,
      name,
      system: systemId,
      tiers,
      actionClasses,
      group: groupId,
      groupName: group.name,
    })),
    revision: approvalRulesRevision,
    nextCursor: null,
  };
}
