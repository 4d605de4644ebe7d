import { reviewScheduleOperations } from '@/lib/contract/review-schedule';
import { serve } from '@/lib/http/route';
import { createReviewSchedule } from '@/lib/services/review-schedule/create';
import { listReviewSchedules } from '@/lib/services/review-schedule/list';

export const dynamic = 'force-dynamic';

export const GET = serve(reviewScheduleOperations.list, listReviewSchedules);
export const POST = serve(reviewScheduleOperations.create, createReviewSchedule);
