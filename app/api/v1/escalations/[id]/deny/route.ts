import { escalationOperations } from '@/lib/contract/escalation';
import { serve } from '@/lib/http/route';
import { denyEscalation } from '@/lib/services/escalation/deny';

export const dynamic = 'force-dynamic';

export const POST = serve(escalationOperations.deny, denyEscalation);
