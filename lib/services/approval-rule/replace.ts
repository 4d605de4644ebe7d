import type { ApprovalRules, ReplaceApprovalRulesInput } from '@/lib/contract/approval-rule';
import { freshId } from '@/lib/db/new-id';
import { ID_PREFIXES } from '@/lib/domain/id';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { changedMeanwhile, invalidInput } from '../errors';
import { inTransaction } from '../transaction';
import { holdApprovalRules } from './hold';
import { checkRulesAreKnown } from './known';
import { viewApprovalRules } from './view';

/**
 * Replaces the whole ordered list. The caller must name the revision it saw: what a rule does depends on those
 * before it. Calls that wait are asked of whom the new list names, at once.
 */
export async function replaceApprovalRules(
  ctx: Ctx,
  { rules, reason }: ReplaceApprovalRulesInput,
): Promise<ApprovalRules> {
  permit(ctx, 'approval-rule.replace');
  const { ifMatch } = ctx;
  if (ifMatch === null) throw invalidInput('if-match', 'must be the ETag of the list that was read');
  const named = rules.flatMap(({ id }) => id ?? []);
  if (new Set(named).size < named.length) throw invalidInput('rules', 'has the same rule twice');
  return inTransaction(ctx, async (tx, now) => {
    await holdApprovalRules(tx);
    await checkRulesAreKnown(tx, rules);
    const before = await viewApprovalRules(tx);
    for (const [i, { id }] of rules.entries()) {
      if (id !== undefined && !before.items.some((one) => one.id === id)) {
        throw invalidInput(`rules.${i}.id`, `there is no rule \`${id}\``);
      }
    }
    const { count } = await tx.installation.updateMany({
      where: { id: 1, approvalRulesRevision: ifMatch },
      data: { approvalRulesRevision: { increment: 1 } },
    });
    if (count !== 1) throw changedMeanwhile('list', 'approval-rules');
    await tx.approvalRule.deleteMany();
    await tx.approvalRule.createMany({
      data: rules.map(({ id, name, system, tiers, actionClasses, group }, position) => ({
        id: id ?? freshId(ID_PREFIXES.approvalRule, now),
        position,
        name,
        systemId: system,
        tiers,
        actionClasses,
        groupId: group,
      })),
    });
    const after = await viewApprovalRules(tx);
    await writeAudit(tx, ctx, now, {
      event: 'approval-rules.replaced',
      subject: { kind: 'approval-rules', id: '*' },
      details: { before: before.items, after: after.items, ...(reason !== undefined && { reason }) },
    });
    return after;
  });
}
