import { agentOperations } from '@/lib/contract/agent';
import { serve } from '@/lib/http/route';
import { quarantineAgent } from '@/lib/services/agent/quarantine';

export const dynamic = 'force-dynamic';

export const POST = serve(agentOperations.quarantine, quarantineAgent);
