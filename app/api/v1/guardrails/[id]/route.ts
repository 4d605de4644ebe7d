import { guardrailOperations } from '@/lib/contract/guardrail';
import { serve } from '@/lib/http/route';
import { changeGuardrail } from '@/lib/services/guardrail/change';
import { readGuardrail } from '@/lib/services/guardrail/read';

export const dynamic = 'force-dynamic';

export const GET = serve(guardrailOperations.read, readGuardrail);
export const PATCH = serve(guardrailOperations.change, changeGuardrail);
