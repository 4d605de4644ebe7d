import { reviewCampaignOperations } from '@/lib/contract/review-campaign';
import { serve } from '@/lib/http/route';
import { reassignCampaign } from '@/lib/services/review-campaign/reassign';

export const dynamic = 'force-dynamic';

export const POST = serve(reviewCampaignOperations.reassign, reassignCampaign);
