import { approvalRuleOperations } from '@/lib/contract/approval-rule';
import { serve } from '@/lib/http/route';
import { previewApprovalRules } from '@/lib/services/approval-rule/preview';

export const dynamic = 'force-dynamic';

export const POST = serve(approvalRuleOperations.preview, previewApprovalRules);
