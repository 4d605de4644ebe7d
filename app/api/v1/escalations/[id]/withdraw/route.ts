import { escalationOperations } from '@/lib/contract/escalation';
import { serve } from '@/lib/http/route';
import { withdrawEscalation } from '@/lib/services/escalation/withdraw';

export const dynamic = 'force-dynamic';

export const POST = serve(escalationOperations.withdraw, withdrawEscalation);
