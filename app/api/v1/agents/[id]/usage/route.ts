import { usageOperations } from '@/lib/contract/usage';
import { serve } from '@/lib/http/route';
import { readAgentUsage } from '@/lib/services/agent/usage';

export const dynamic = 'force-dynamic';

export const GET = serve(usageOperations.read, readAgentUsage);
