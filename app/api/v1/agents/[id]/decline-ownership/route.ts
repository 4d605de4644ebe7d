import { agentOperations } from '@/lib/contract/agent';
import { serve } from '@/lib/http/route';
import { declineOwnership } from '@/lib/services/agent/decline-ownership';

export const dynamic = 'force-dynamic';

export const POST = serve(agentOperations.declineOwnership, declineOwnership);
