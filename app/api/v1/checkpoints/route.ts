import { checkpointOperations } from '@/lib/contract/ledger';
import { serve } from '@/lib/http/route';
import { listCheckpoints } from '@/lib/services/checkpoint/list';

export const dynamic = 'force-dynamic';

export const GET = serve(checkpointOperations.list, listCheckpoints);
