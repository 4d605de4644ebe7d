import { reviewItemOperations } from '@/lib/contract/review-item';
import { serve } from '@/lib/http/route';
import { revokeItem } from '@/lib/services/review-item/revoke';

export const dynamic = 'force-dynamic';

export const POST = serve(reviewItemOperations.revoke, revokeItem);
