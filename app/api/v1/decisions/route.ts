import { decisionOperations } from '@/lib/contract/decision';
import { serve } from '@/lib/http/route';
import { listDecisions } from '@/lib/services/decision/list';

export const dynamic = 'force-dynamic';

export const GET = serve(decisionOperations.list, listDecisions);
