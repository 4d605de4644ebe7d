import { guardrailOperations } from '@/lib/contract/guardrail';
import { serve } from '@/lib/http/route';
import { countGuardrailEffects } from '@/lib/services/guardrail/effects';

export const dynamic = 'force-dynamic';

export const GET = serve(guardrailOperations.effects, countGuardrailEffects);
