import { escalationOperations } from '@/lib/contract/escalation';
import { serve } from '@/lib/http/route';
import { reviewGlass } from '@/lib/services/escalation/review-glass';

export const dynamic = 'force-dynamic';

export const POST = serve(escalationOperations.reviewGlass, reviewGlass);
