import { escalationEvidenceOperations } from '@/lib/contract/escalation-evidence';
import { serve } from '@/lib/http/route';
import { summarizeEscalations } from '@/lib/services/escalation/summary';

export const dynamic = 'force-dynamic';

export const GET = serve(escalationEvidenceOperations.summary, summarizeEscalations);
