import { guardrailOperations } from '@/lib/contract/guardrail';
import { serve } from '@/lib/http/route';
import { createGuardrail } from '@/lib/services/guardrail/create';
import { listGuardrails } from '@/lib/services/guardrail/list';

export const dynamic = 'force-dynamic';

export const GET = serve(guardrailOperations.list, listGuardrails);
export const POST = serve(guardrailOperations.create, createGuardrail);
