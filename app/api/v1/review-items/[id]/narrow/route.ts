import { reviewItemOperations } from '@/lib/contract/review-item';
import { serve } from '@/lib/http/route';
import { narrowItem } from '@/lib/services/review-item/narrow';

export const dynamic = 'force-dynamic';

export const POST = serve(reviewItemOperations.narrow, narrowItem);
