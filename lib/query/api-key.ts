import { infiniteQueryOptions, keepPreviousData, useMutation } from '@tanstack/react-query';
import type { z } from 'zod';
import type { apiKeyOperations, CreateApiKeyInput } from '@/lib/contract/api-key';
import { apiPost } from './api';
import { pagesOf } from './page';
import { ApiKeyView, ListApiKeysAnswer, NewApiKeyView } from './shape/api-key';
import { useTouched } from './touched';

const PAGE = 50;
const POLL_MS = 60_000;
const TOUCHED = ['api-key', 'audit-event', 'overview', 'finding'];

export type ApiKeyListFilter = Partial<Record<'q' | 'role' | 'state', string>>;
export type NewApiKey = z.input<typeof apiKeyOperations.create.input> & Pick<CreateApiKeyInput, 'roles'>;

export const apiKeyList = (filter: ApiKeyListFilter) =>
  infiniteQueryOptions({
    queryKey: ['api-key', 'list', filter],
    ...pagesOf('/api/v1/api-keys', ListApiKeysAnswer, { ...filter, limit: PAGE }, { isCounted: true }),
    placeholderData: keepPreviousData,
    refetchInterval: POLL_MS,
  });

/** The key is in the answer, and nowhere else: nobody keeps it here. */
export function useCreateApiKey() {
  const onSettled = useTouched(TOUCHED);
  return useMutation({
    mutationFn: (input: NewApiKey) => apiPost('/api/v1/api-keys', NewApiKeyView, input),
    onSettled,
    gcTime: 0,
  });
}

export function useRotateApiKey() {
  const onSettled = useTouched(TOUCHED);
  return useMutation({
    mutationFn: ({ id, ifMatch }: { id: string; ifMatch: number }) =>
      apiPost(`/api/v1/api-keys/${id}/rotate`, NewApiKeyView, {}, { ifMatch }),
    onSettled,
    gcTime: 0,
  });
}

export function useRevokeApiKey() {
  const onSettled = useTouched(TOUCHED);
  return useMutation({
    mutationFn: ({ id }: { id: string }) => apiPost(`/api/v1/api-keys/${id}/revoke`, ApiKeyView, {}),
    onSettled,
  });
}
