import { agentOperations } from '@/lib/contract/agent';
import { serve } from '@/lib/http/route';
import { transferOwnership } from '@/lib/services/agent/transfer-ownership';

export const dynamic = 'force-dynamic';

export const POST = serve(agentOperations.transferOwnership, transferOwnership);
