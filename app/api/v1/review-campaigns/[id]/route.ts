import { reviewCampaignOperations } from '@/lib/contract/review-campaign';
import { serve } from '@/lib/http/route';
import { readReviewCampaign } from '@/lib/services/review-campaign/read';

export const dynamic = 'force-dynamic';

export const GET = serve(reviewCampaignOperations.read, readReviewCampaign);
