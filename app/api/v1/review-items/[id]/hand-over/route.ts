import { reviewItemOperations } from '@/lib/contract/review-item';
import { serve } from '@/lib/http/route';
import { handOverItem } from '@/lib/services/review-item/hand-over';

export const dynamic = 'force-dynamic';

export const POST = serve(reviewItemOperations.handOver, handOverItem);
