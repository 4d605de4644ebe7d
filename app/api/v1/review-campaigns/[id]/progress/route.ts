import { reviewCampaignOperations } from '@/lib/contract/review-campaign';
import { serve } from '@/lib/http/route';
import { readReviewProgress } from '@/lib/services/review-campaign/progress';

export const dynamic = 'force-dynamic';

export const GET = serve(reviewCampaignOperations.progress, readReviewProgress);
