import { reviewScheduleOperations } from '@/lib/contract/review-schedule';
import { serve } from '@/lib/http/route';
import { changeReviewSchedule } from '@/lib/services/review-schedule/change';
import { readReviewSchedule } from '@/lib/services/review-schedule/read';

export const dynamic = 'force-dynamic';

export const GET = serve(reviewScheduleOperations.read, readReviewSchedule);
export const PATCH = serve(reviewScheduleOperations.change, changeReviewSchedule);
