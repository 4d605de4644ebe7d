import { agentOperations } from '@/lib/contract/agent';
import { serve } from '@/lib/http/route';
import { createAgent } from '@/lib/services/agent/create';
import { listAgents } from '@/lib/services/agent/list';

export const dynamic = 'force-dynamic';

export const GET = serve(agentOperations.list, listAgents);
export const POST = serve(agentOperations.create, createAgent);
