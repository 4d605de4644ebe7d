import { decisionOperations } from '@/lib/contract/decision';
import { serve } from '@/lib/http/route';
import { readDecision } from '@/lib/services/decision/read';

export const dynamic = 'force-dynamic';

export const GET = serve(decisionOperations.read, readDecision);
