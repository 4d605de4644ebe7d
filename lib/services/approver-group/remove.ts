import type { ApproverGroupView, RemoveApproverGroupInput } from '@/lib/contract/approver-group';
import { refuse } from '@/lib/domain/refusal';
import { holdApprovalRules } from '../approval-rule/hold';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { changedMeanwhile, refused } from '../errors';
import { inTransaction } from '../transaction';
import { loadApproverGroup, toApproverGroupView } from './view';

/** Removes a group that no rule names. Its row stays: the escalations that it was asked about name it. */
export async function removeApproverGroup(
  ctx: Ctx,
  { id, reason }: RemoveApproverGroupInput,
): Promise<ApproverGroupView> {
  permit(ctx, 'approver-group.remove');
  return inTransaction(ctx, async (tx, now) => {
    await holdApprovalRules(tx);
    const group = toApproverGroupView(await loadApproverGroup(tx, id));
    if (group.rules.length > 0) {
      throw refused(refuse('in_use', `the rule ${group.rules[0]} asks this group: change it first`));
    }
    const { count } = await tx.approverGroup.updateMany({
      where: { id, removedAt: null, revision: group.revision },
      data: { removedAt: now, revision: { increment: 1 } },
    });
    if (count !== 1) throw changedMeanwhile('group', id);
    await writeAudit(tx, ctx, now, {
      event: 'approver-group.removed',
      subject: { kind: 'approver-group', id },
      details: {
        name: group.name,
        members: group.members.map(({ email }) => email),
        ...(reason !== undefined && { reason }),
      },
    });
    return group;
  });
}
