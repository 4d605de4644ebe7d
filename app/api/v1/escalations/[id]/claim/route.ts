import { escalationOperations } from '@/lib/contract/escalation';
import { serve } from '@/lib/http/route';
import { claimEscalation } from '@/lib/services/escalation/claim';

export const dynamic = 'force-dynamic';

export const POST = serve(escalationOperations.claim, claimEscalation);
