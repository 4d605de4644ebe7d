import { reviewItemOperations } from '@/lib/contract/review-item';
import { serve } from '@/lib/http/route';
import { keepItem } from '@/lib/services/review-item/keep';

export const dynamic = 'force-dynamic';

export const POST = serve(reviewItemOperations.keep, keepItem);
