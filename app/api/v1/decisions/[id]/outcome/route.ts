import { decisionOperations } from '@/lib/contract/decision';
import { serve } from '@/lib/http/route';
import { reportOutcome } from '@/lib/services/decision/report-outcome';

export const dynamic = 'force-dynamic';

export const POST = serve(decisionOperations.report, reportOutcome);
