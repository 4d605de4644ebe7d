import { agentOperations } from '@/lib/contract/agent';
import { serve } from '@/lib/http/route';
import { retireAgent } from '@/lib/services/agent/retire';

export const dynamic = 'force-dynamic';

export const POST = serve(agentOperations.retire, retireAgent);
