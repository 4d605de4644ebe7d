import { deferralOperations } from '@/lib/contract/deferral';
import { serve } from '@/lib/http/route';
import { listDeferrals } from '@/lib/services/deferral/list';

export const dynamic = 'force-dynamic';

export const GET = serve(deferralOperations.list, listDeferrals);
