import { reviewScheduleOperations } from '@/lib/contract/review-schedule';
import { serve } from '@/lib/http/route';
import { runReviewSchedule } from '@/lib/services/review-schedule/run-now';

export const dynamic = 'force-dynamic';

export const POST = serve(reviewScheduleOperations.runNow, runReviewSchedule);
