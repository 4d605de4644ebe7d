import { reviewCampaignOperations } from '@/lib/contract/review-campaign';
import { serve } from '@/lib/http/route';
import { readSignOff } from '@/lib/services/review-campaign/read-sign-off';
import { signOffCampaign } from '@/lib/services/review-campaign/sign-off';

export const dynamic = 'force-dynamic';

export const GET = serve(reviewCampaignOperations.receipt, readSignOff);
export const POST = serve(reviewCampaignOperations.signOff, signOffCampaign);
