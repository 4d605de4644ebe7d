import type { ApprovalRules } from '@/lib/contract/approval-rule';
import { type Ctx, permit } from '../context';
import { reader } from '../transaction';
import { viewApprovalRules } from './view';

/** The rules that say who is asked, in their order. */
export async function listApprovalRules(ctx: Ctx): Promise<ApprovalRules> {
  permit(ctx, 'approval-rule.list');
  return viewApprovalRules(reader(ctx));
}
