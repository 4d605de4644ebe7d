import { reviewCampaignOperations } from '@/lib/contract/review-campaign';
import { serve } from '@/lib/http/route';
import { listReviewCampaigns } from '@/lib/services/review-campaign/list';

export const dynamic = 'force-dynamic';

export const GET = serve(reviewCampaignOperations.list, listReviewCampaigns);
