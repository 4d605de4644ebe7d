import { agentOperations } from '@/lib/contract/agent';
import { serve } from '@/lib/http/route';
import { acceptOwnership } from '@/lib/services/agent/accept-ownership';

export const dynamic = 'force-dynamic';

export const POST = serve(agentOperations.acceptOwnership, acceptOwnership);
