import { guardrailOperations } from '@/lib/contract/guardrail';
import { serve } from '@/lib/http/route';
import { listGuardrailVersions } from '@/lib/services/guardrail/versions';

export const dynamic = 'force-dynamic';

export const GET = serve(guardrailOperations.versions, listGuardrailVersions);
