import { escalationOperations } from '@/lib/contract/escalation';
import { serve } from '@/lib/http/route';
import { reassignEscalation } from '@/lib/services/escalation/reassign';

export const dynamic = 'force-dynamic';

export const POST = serve(escalationOperations.reassign, reassignEscalation);
