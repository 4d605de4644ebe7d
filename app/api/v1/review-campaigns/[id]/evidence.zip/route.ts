import { reviewCampaignOperations } from '@/lib/contract/review-campaign';
import { serveFile } from '@/lib/http/download';
import { exportReviewEvidence } from '@/lib/services/review-campaign/evidence';

export const dynamic = 'force-dynamic';

export const GET = serveFile(reviewCampaignOperations.evidence, exportReviewEvidence);
