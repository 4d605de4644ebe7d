import { queryOptions, useMutation } from '@tanstack/react-query';
import type { CaseAnswer } from '@/lib/domain/guardrail-case';
import { apiPost } from './api';
import { itemsOf } from './page';
import { GuardrailCaseView, ListGuardrailCasesAnswer } from './shape/guardrail-case';
import { useTouched } from './touched';

const ALL = 200;
/** With a case, what a text says to it is asked anew. */
const TOUCHED = ['guardrail-case', 'guardrail', 'audit-event'];

const pathOf = (guardrail: string): string => `/api/v1/guardrails/${encodeURIComponent(guardrail)}/cases`;

export const guardrailCases = (guardrail: string) =>
  queryOptions({
    queryKey: ['guardrail-case', 'of', guardrail],
    ...itemsOf(pathOf(guardrail), ListGuardrailCasesAnswer, { limit: ALL }),
  });

type NewCase = { guardrail: string; decision: string; expected?: CaseAnswer };

export function useCreateGuardrailCase() {
  const onSettled = useTouched(TOUCHED);
  return useMutation({
    mutationFn: ({ guardrail, ...input }: NewCase) => apiPost(pathOf(guardrail), GuardrailCaseView, input),
    onSettled,
  });
}

export function useRemoveGuardrailCase() {
  const onSettled = useTouched(TOUCHED);
  return useMutation({
    mutationFn: (id: string) =>
      apiPost(`/api/v1/guardrail-cases/${encodeURIComponent(id)}/remove`, GuardrailCaseView, {}),
    onSettled,
  });
}
