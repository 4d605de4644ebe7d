import { reviewCampaignOperations } from '@/lib/contract/review-campaign';
import { serve } from '@/lib/http/route';
import { remindCampaign } from '@/lib/services/review-campaign/remind';

export const dynamic = 'force-dynamic';

export const POST = serve(reviewCampaignOperations.remind, remindCampaign);
