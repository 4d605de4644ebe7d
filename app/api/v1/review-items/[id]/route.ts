import { reviewItemOperations } from '@/lib/contract/review-item';
import { serve } from '@/lib/http/route';
import { readReviewItem } from '@/lib/services/review-item/read';

export const dynamic = 'force-dynamic';

export const GET = serve(reviewItemOperations.read, readReviewItem);
