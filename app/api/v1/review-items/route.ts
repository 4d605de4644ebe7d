import { reviewItemOperations } from '@/lib/contract/review-item';
import { serve } from '@/lib/http/route';
import { listReviewItems } from '@/lib/services/review-item/list';

export const dynamic = 'force-dynamic';

export const GET = serve(reviewItemOperations.list, listReviewItems);
