import { guardrailOperations } from '@/lib/contract/guardrail';
import { serve } from '@/lib/http/route';
import { retireGuardrail } from '@/lib/services/guardrail/retire';

export const dynamic = 'force-dynamic';

export const POST = serve(guardrailOperations.retire, retireGuardrail);
