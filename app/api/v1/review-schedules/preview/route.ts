import { reviewScheduleOperations } from '@/lib/contract/review-schedule';
import { serve } from '@/lib/http/route';
import { previewReviewSchedule } from '@/lib/services/review-schedule/preview';

export const dynamic = 'force-dynamic';

export const POST = serve(reviewScheduleOperations.preview, previewReviewSchedule);
