import { guardrailCaseOperations } from '@/lib/contract/guardrail-case';
import { serve } from '@/lib/http/route';
import { createGuardrailCase } from '@/lib/services/guardrail-case/create';
import { listGuardrailCases } from '@/lib/services/guardrail-case/list';

export const dynamic = 'force-dynamic';

export const GET = serve(guardrailCaseOperations.list, listGuardrailCases);
export const POST = serve(guardrailCaseOperations.create, createGuardrailCase);
