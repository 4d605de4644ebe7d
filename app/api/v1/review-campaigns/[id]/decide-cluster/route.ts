import { reviewCampaignOperations } from '@/lib/contract/review-campaign';
import { serve } from '@/lib/http/route';
import { decideCluster } from '@/lib/services/review-campaign/decide-cluster';

export const dynamic = 'force-dynamic';

export const POST = serve(reviewCampaignOperations.decideCluster, decideCluster);
