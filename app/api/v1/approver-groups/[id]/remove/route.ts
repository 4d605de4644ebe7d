import { approverGroupOperations } from '@/lib/contract/approver-group';
import { serve } from '@/lib/http/route';
import { removeApproverGroup } from '@/lib/services/approver-group/remove';

export const dynamic = 'force-dynamic';

export const POST = serve(approverGroupOperations.remove, removeApproverGroup);
