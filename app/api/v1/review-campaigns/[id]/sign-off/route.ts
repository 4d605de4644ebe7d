import { reviewCampaignOperations } from '@/lib/contract/review-campaign';
import { serve } from '@/lib/http/route';
import { signOffCampaign } from '@/lib/services/review-campaign/sign-off';

export const dynamic = 'force-dynamic';

export const POST = serve(reviewCampaignOperations.signOff, signOffCampaign);
