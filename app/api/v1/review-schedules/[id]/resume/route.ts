import { reviewScheduleOperations } from '@/lib/contract/review-schedule';
import { serve } from '@/lib/http/route';
import { resumeReviewSchedule } from '@/lib/services/review-schedule/resume';

export const dynamic = 'force-dynamic';

export const POST = serve(reviewScheduleOperations.resume, resumeReviewSchedule);
