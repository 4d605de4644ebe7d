import { agentOperations } from '@/lib/contract/agent';
import { serve } from '@/lib/http/route';
import { activateAgent } from '@/lib/services/agent/activate';

export const dynamic = 'force-dynamic';

export const POST = serve(agentOperations.activate, activateAgent);
