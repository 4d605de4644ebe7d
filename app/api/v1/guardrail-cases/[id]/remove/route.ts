import { guardrailCaseOperations } from '@/lib/contract/guardrail-case';
import { serve } from '@/lib/http/route';
import { removeGuardrailCase } from '@/lib/services/guardrail-case/remove';

export const dynamic = 'force-dynamic';

export const POST = serve(guardrailCaseOperations.remove, removeGuardrailCase);
