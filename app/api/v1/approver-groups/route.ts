import { approverGroupOperations } from '@/lib/contract/approver-group';
import { serve } from '@/lib/http/route';
import { createApproverGroup } from '@/lib/services/approver-group/create';
import { listApproverGroups } from '@/lib/services/approver-group/list';

export const dynamic = 'force-dynamic';

export const GET = serve(approverGroupOperations.list, listApproverGroups);
export const POST = serve(approverGroupOperations.create, createApproverGroup);
