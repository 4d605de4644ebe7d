import { agentOperations } from '@/lib/contract/agent';
import { serve } from '@/lib/http/route';
import { observeAgent } from '@/lib/services/agent/observe';

export const dynamic = 'force-dynamic';

export const POST = serve(agentOperations.observe, observeAgent);
