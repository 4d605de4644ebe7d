import { reviewCampaignOperations } from '@/lib/contract/review-campaign';
import { serve } from '@/lib/http/route';
import { readReviewReport } from '@/lib/services/review-campaign/report';

export const dynamic = 'force-dynamic';

export const GET = serve(reviewCampaignOperations.report, readReviewReport);
