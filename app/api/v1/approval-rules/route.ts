import { approvalRuleOperations } from '@/lib/contract/approval-rule';
import { serve } from '@/lib/http/route';
import { listApprovalRules } from '@/lib/services/approval-rule/list';
import { replaceApprovalRules } from '@/lib/services/approval-rule/replace';

export const dynamic = 'force-dynamic';

export const GET = serve(approvalRuleOperations.list, listApprovalRules);
export const PUT = serve(approvalRuleOperations.replace, replaceApprovalRules);
