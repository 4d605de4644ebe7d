import { escalationEvidenceOperations } from '@/lib/contract/escalation-evidence';
import { serve } from '@/lib/http/route';
import { readEscalationEvidence } from '@/lib/services/escalation/evidence';

export const dynamic = 'force-dynamic';

export const GET = serve(escalationEvidenceOperations.evidence, readEscalationEvidence);
