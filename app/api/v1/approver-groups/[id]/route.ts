import { approverGroupOperations } from '@/lib/contract/approver-group';
import { serve } from '@/lib/http/route';
import { changeApproverGroup } from '@/lib/services/approver-group/change';

export const dynamic = 'force-dynamic';

export const PATCH = serve(approverGroupOperations.change, changeApproverGroup);
