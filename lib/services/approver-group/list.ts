import type { ApproverGroupView } from '@/lib/contract/approver-group';
import { type Ctx, permit } from '../context';
import { reader } from '../transaction';
import { approverGroupSelect, toApproverGroupView } from './view';

/** The groups of approvers, by name. */
export async function listApproverGroups(
  ctx: Ctx,
): Promise<{ items: ApproverGroupView[]; nextCursor: null }> {
  permit(ctx, 'approver-group.list');
  const rows = await reader(ctx).approverGroup.findMany({
    where: { removedAt: null },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    select: approverGroupSelect,
  });
  return { items: rows.map(toApproverGroupView), nextCursor: null };
}
