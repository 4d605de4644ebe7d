import { infiniteQueryOptions, keepPreviousData, queryOptions, useMutation } from '@tanstack/react-query';
import type { CreateGuardrailInput } from '@/lib/contract/guardrail';
import type { GuardrailMove } from '@/lib/domain/guardrail';
import { apiGet, apiPatch, apiPost } from './api';
import { itemsOf, pagesOf } from './page';
import {
  GuardrailEffectsView,
  GuardrailValidation,
  GuardrailView,
  ListGuardrailsAnswer,
  ListGuardrailVersionsAnswer,
} from './shape/guardrail';
import { useTouched } from './touched';

const PAGE = 100;
const FOUND = 8;
const POLL_MS = 30_000;
const DAYS = 30;

const path = (id: string): string => `/api/v1/guardrails/${encodeURIComponent(id)}`;

export const guardrailList = () =>
  infiniteQueryOptions({
    queryKey: ['guardrail', 'list'],
    ...pagesOf('/api/v1/guardrails', ListGuardrailsAnswer, { limit: PAGE }, { isCounted: true }),
    placeholderData: keepPreviousData,
    refetchInterval: POLL_MS,
  });

/** A few guardrails that fit. There are not many, so the list is read and looked through here. */
export async function findGuardrails(text: string, signal: AbortSignal): Promise<GuardrailView[]> {
  const { items } = await apiGet('/api/v1/guardrails', ListGuardrailsAnswer, {
    query: { limit: PAGE },
    signal,
  });
  const sought = text.toLowerCase();
  return items.filter(({ name }) => name.toLowerCase().includes(sought)).slice(0, FOUND);
}

export const guardrailOne = (id: string) =>
  queryOptions({
    queryKey: ['guardrail', 'one', id],
    queryFn: ({ signal }) => apiGet(path(id), GuardrailView, { signal }),
    refetchInterval: POLL_MS,
  });

export const guardrailVersions = (id: string) =>
  queryOptions({
    queryKey: ['guardrail', 'versions', id],
    ...itemsOf(`${path(id)}/versions`, ListGuardrailVersionsAnswer, { limit: PAGE }),
  });

/** What each guardrail said in the last thirty days, or would have said. */
export const guardrailEffects = () =>
  queryOptions({
    queryKey: ['guardrail', 'effects'],
    queryFn: ({ signal }) =>
      apiGet('/api/v1/guardrail-effects', GuardrailEffectsView, { query: { days: DAYS }, signal }),
    staleTime: POLL_MS,
  });

/** What is wrong with a text that need not be saved. It changes nothing, so it is asked like a reading. */
export const guardrailValidation = (id: string, text: string) =>
  queryOptions({
    queryKey: ['guardrail', 'validation', id, text],
    queryFn: ({ signal }) => apiPost(`${path(id)}/validate`, GuardrailValidation, { text }, { signal }),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  });

const TOUCHED = ['guardrail', 'audit-event'];

export function useCreateGuardrail() {
  const onSettled = useTouched(TOUCHED);
  return useMutation({
    mutationFn: (input: CreateGuardrailInput) => apiPost('/api/v1/guardrails', GuardrailView, input),
    onSettled,
  });
}

export function useChangeGuardrail() {
  const onSettled = useTouched(TOUCHED);
  return useMutation({
    mutationFn: ({ id, text, ifMatch }: { id: string; text: string; ifMatch: number }) =>
      apiPatch(path(id), GuardrailView, { text }, { ifMatch }),
    onSettled,
  });
}

export function useMoveGuardrail(move: GuardrailMove) {
  const onSettled = useTouched(TOUCHED);
  return useMutation({
    mutationFn: ({ id, reason, ifMatch }: { id: string; reason?: string; ifMatch: number }) =>
      apiPost(`${path(id)}/${move}`, GuardrailView, { reason }, { ifMatch }),
    onSettled,
  });
}
