import { guardrailOperations } from '@/lib/contract/guardrail';
import { serve } from '@/lib/http/route';
import { shadowGuardrail } from '@/lib/services/guardrail/shadow';

export const dynamic = 'force-dynamic';

export const POST = serve(guardrailOperations.shadow, shadowGuardrail);
