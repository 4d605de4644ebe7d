import { agentOperations } from '@/lib/contract/agent';
import { serve } from '@/lib/http/route';
import { changeAgents } from '@/lib/services/agent/change-many';

export const dynamic = 'force-dynamic';

export const POST = serve(agentOperations.changeMany, changeAgents);
