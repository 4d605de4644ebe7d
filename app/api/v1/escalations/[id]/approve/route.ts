import { escalationOperations } from '@/lib/contract/escalation';
import { serve } from '@/lib/http/route';
import { approveEscalation } from '@/lib/services/escalation/approve';

export const dynamic = 'force-dynamic';

export const POST = serve(escalationOperations.approve, approveEscalation);
