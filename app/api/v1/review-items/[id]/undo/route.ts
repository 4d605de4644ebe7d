import { reviewItemOperations } from '@/lib/contract/review-item';
import { serve } from '@/lib/http/route';
import { undoItem } from '@/lib/services/review-item/undo';

export const dynamic = 'force-dynamic';

export const POST = serve(reviewItemOperations.undo, undoItem);
