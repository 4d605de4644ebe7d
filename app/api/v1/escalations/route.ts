import { escalationOperations } from '@/lib/contract/escalation';
import { serve } from '@/lib/http/route';
import { listEscalations } from '@/lib/services/escalation/list';

export const dynamic = 'force-dynamic';

export const GET = serve(escalationOperations.list, listEscalations);
