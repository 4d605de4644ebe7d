import { guardrailOperations } from '@/lib/contract/guardrail';
import { serve } from '@/lib/http/route';
import { validateGuardrail } from '@/lib/services/guardrail/validate';

export const dynamic = 'force-dynamic';

export const POST = serve(guardrailOperations.validate, validateGuardrail);
