import { reviewItemOperations } from '@/lib/contract/review-item';
import { serve } from '@/lib/http/route';
import { skipItem } from '@/lib/services/review-item/skip';

export const dynamic = 'force-dynamic';

export const POST = serve(reviewItemOperations.skip, skipItem);
