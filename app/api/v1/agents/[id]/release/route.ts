import { agentOperations } from '@/lib/contract/agent';
import { serve } from '@/lib/http/route';
import { releaseAgent } from '@/lib/services/agent/release';

export const dynamic = 'force-dynamic';

export const POST = serve(agentOperations.release, releaseAgent);
