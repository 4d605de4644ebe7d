import { guardrailOperations } from '@/lib/contract/guardrail';
import { serve } from '@/lib/http/route';
import { enforceGuardrail } from '@/lib/services/guardrail/enforce';

export const dynamic = 'force-dynamic';

export const POST = serve(guardrailOperations.enforce, enforceGuardrail);
