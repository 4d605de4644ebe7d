import type { ApproverGroupView, CreateApproverGroupInput } from '@/lib/contract/approver-group';
import { freshId } from '@/lib/db/new-id';
import { ID_PREFIXES } from '@/lib/domain/id';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { conflict, isUniqueViolation } from '../errors';
import { inTransaction } from '../transaction';
import { loadMembers } from './members';
import { loadApproverGroup, toApproverGroupView } from './view';

/** Creates a group. It is asked once a rule names it. */
export async function createApproverGroup(
  ctx: Ctx,
  { name, members }: CreateApproverGroupInput,
): Promise<ApproverGroupView> {
  permit(ctx, 'approver-group.create');
  try {
    return await inTransaction(ctx, async (tx, now) => {
      const people = await loadMembers(tx, members);
      const id = freshId(ID_PREFIXES.approverGroup, now);
      await tx.approverGroup.create({
        data: {
          id,
          name,
          createdAt: now,
          members: { createMany: { data: people.map((one) => ({ userId: one.id })) } },
        },
      });
      await writeAudit(tx, ctx, now, {
        event: 'approver-group.created',
        subject: { kind: 'approver-group', id },
        details: { name, members: people.map(({ email }) => email) },
      });
      return toApproverGroupView(await loadApproverGroup(tx, id));
    });
  } catch (error) {
    if (isUniqueViolation(error)) throw nameIsTaken(name);
    throw error;
  }
}

export const nameIsTaken = (name: string) =>
  conflict('already_exists', `there is a group \`${name}\` already`);
