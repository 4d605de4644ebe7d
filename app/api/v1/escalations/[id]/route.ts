import { escalationOperations } from '@/lib/contract/escalation';
import { serve } from '@/lib/http/route';
import { readEscalation } from '@/lib/services/escalation/read';

export const dynamic = 'force-dynamic';

export const GET = serve(escalationOperations.read, readEscalation);
