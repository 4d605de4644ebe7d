import { decisionOperations } from '@/lib/contract/decision';
import { serve } from '@/lib/http/route';
import { countDecisions } from '@/lib/services/decision/histogram';

export const dynamic = 'force-dynamic';

export const GET = serve(decisionOperations.histogram, countDecisions);
