import { agentOperations } from '@/lib/contract/agent';
import { serve } from '@/lib/http/route';
import { withdrawTransfer } from '@/lib/services/agent/withdraw-transfer';

export const dynamic = 'force-dynamic';

export const POST = serve(agentOperations.withdrawTransfer, withdrawTransfer);
