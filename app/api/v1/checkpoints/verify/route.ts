import { checkpointOperations } from '@/lib/contract/ledger';
import { serve } from '@/lib/http/route';
import { verifyLedger } from '@/lib/services/checkpoint/verify';

export const dynamic = 'force-dynamic';

export const POST = serve(checkpointOperations.verify, verifyLedger);
