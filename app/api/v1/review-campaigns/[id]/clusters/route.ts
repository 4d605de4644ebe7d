import { reviewCampaignOperations } from '@/lib/contract/review-campaign';
import { serve } from '@/lib/http/route';
import { listReviewClusters } from '@/lib/services/review-campaign/clusters';

export const dynamic = 'force-dynamic';

export const GET = serve(reviewCampaignOperations.clusters, listReviewClusters);
