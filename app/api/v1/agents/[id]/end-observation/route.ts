import { agentOperations } from '@/lib/contract/agent';
import { serve } from '@/lib/http/route';
import { endObservation } from '@/lib/services/agent/end-observation';

export const dynamic = 'force-dynamic';

export const POST = serve(agentOperations.endObservation, endObservation);
