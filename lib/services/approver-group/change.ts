import type { ApproverGroupView, ChangeApproverGroupInput } from '@/lib/contract/approver-group';
import { holdApprovalRules } from '../approval-rule/hold';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { changedMeanwhile, invalidInput, isUniqueViolation } from '../errors';
import { inTransaction } from '../transaction';
import { nameIsTaken } from './create';
import { loadMembers } from './members';
import { loadApproverGroup, toApproverGroupView } from './view';

/** Renames a group or replaces its members. Calls that wait are theirs to decide from the next request on. */
export async function changeApproverGroup(
  ctx: Ctx,
  { id, name, members }: ChangeApproverGroupInput,
): Promise<ApproverGroupView> {
  permit(ctx, 'approver-group.change');
  if (name === undefined && members === undefined) throw invalidInput('body', 'must name what to change');
  try {
    return await inTransaction(ctx, async (tx, now) => {
      await holdApprovalRules(tx);
      const before = toApproverGroupView(await loadApproverGroup(tx, id));
      if (ctx.ifMatch !== null && ctx.ifMatch !== before.revision) throw changedMeanwhile('group', id);
      const { count } = await tx.approverGroup.updateMany({
        where: { id, removedAt: null, revision: before.revision },
        data: { ...(name !== undefined && { name }), revision: { increment: 1 } },
      });
      if (count !== 1) throw changedMeanwhile('group', id);
      if (members !== undefined) {
        const people = await loadMembers(tx, members);
        await tx.approverGroupMember.deleteMany({ where: { groupId: id } });
        await tx.approverGroupMember.createMany({
          data: people.map((one) => ({ groupId: id, userId: one.id })),
        });
      }
      const after = toApproverGroupView(await loadApproverGroup(tx, id));
      await writeAudit(tx, ctx, now, {
        event: 'approver-group.changed',
        subject: { kind: 'approver-group', id },
        details: { from: told(before), to: told(after) },
      });
      return after;
    });
  } catch (error) {
    if (name !== undefined && isUniqueViolation(error)) throw nameIsTaken(name);
    throw error;
  }
}

const told = ({ name, members }: ApproverGroupView) => ({ name, members: members.map(({ email }) => email) });
