import { agentOperations } from '@/lib/contract/agent';
import { serve } from '@/lib/http/route';
import { changeAgent } from '@/lib/services/agent/change';
import { readAgent } from '@/lib/services/agent/read';

export const dynamic = 'force-dynamic';

export const GET = serve(agentOperations.read, readAgent);
export const PATCH = serve(agentOperations.change, changeAgent);
