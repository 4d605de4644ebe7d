import { checkpointOperations } from '@/lib/contract/ledger';
import { serve } from '@/lib/http/route';
import { readCheckpointStatus } from '@/lib/services/checkpoint/status';

export const dynamic = 'force-dynamic';

export const GET = serve(checkpointOperations.status, readCheckpointStatus);
