import { reviewScheduleOperations } from '@/lib/contract/review-schedule';
import { serve } from '@/lib/http/route';
import { pauseReviewSchedule } from '@/lib/services/review-schedule/pause';

export const dynamic = 'force-dynamic';

export const POST = serve(reviewScheduleOperations.pause, pauseReviewSchedule);
