import { reviewScheduleOperations } from '@/lib/contract/review-schedule';
import { serve } from '@/lib/http/route';
import { listReviewSlots } from '@/lib/services/review-schedule/slots';

export const dynamic = 'force-dynamic';

export const GET = serve(reviewScheduleOperations.slots, listReviewSlots);
