import { reviewCampaignOperations } from '@/lib/contract/review-campaign';
import { serve } from '@/lib/http/route';
import { closeCampaign } from '@/lib/services/review-campaign/close';

export const dynamic = 'force-dynamic';

export const POST = serve(reviewCampaignOperations.close, closeCampaign);
