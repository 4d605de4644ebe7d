import { deferralOperations } from '@/lib/contract/deferral';
import { serve } from '@/lib/http/route';
import { readDeferral } from '@/lib/services/deferral/read';

export const dynamic = 'force-dynamic';

export const GET = serve(deferralOperations.read, readDeferral);
