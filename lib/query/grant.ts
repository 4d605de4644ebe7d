import { infiniteQueryOptions, keepPreviousData, queryOptions, useMutation } from '@tanstack/react-query';
import type { CreateGrantInput } from '@/lib/contract/grant';
import { apiGet, apiPost } from './api';
import { pagesOf } from './page';
import { GrantView, ListGrantsAnswer } from './shape/grant';
import { useTouched } from './touched';

const MOST = 200;
const POLL_MS = 15_000;

/** What an agent or a task holds at the moment. */
export const liveGrants = (of: { agent?: string; task?: string }) =>
  queryOptions({
    queryKey: ['grant', 'live', of],
    queryFn: ({ signal }) =>
      apiGet('/api/v1/grants', ListGrantsAnswer, {
        query: { ...of, live: 'true', limit: MOST, count: 'true' },
        signal,
      }),
    refetchInterval: POLL_MS,
  });

/** What the list across tasks is narrowed to. */
export type GrantListFilter = Partial<Record<'agent' | 'system' | 'tool' | 'live', string>>;

export const grantPages = (filter: GrantListFilter) =>
  infiniteQueryOptions({
    queryKey: ['grant', 'pages', filter],
    ...pagesOf('/api/v1/grants', ListGrantsAnswer, { ...filter, limit: 50 }, { isCounted: true }),
    placeholderData: keepPreviousData,
    refetchInterval: POLL_MS,
  });

export function useCreateGrant() {
  const onSettled = useTouched(TOUCHED);
  return useMutation({
    mutationFn: (input: CreateGrantInput) => apiPost('/api/v1/grants', GrantView, input),
    onSettled,
  });
}

const TOUCHED = ['grant', 'task', 'entitlement', 'agent', 'audit-event', 'overview'];

export function useRevokeGrant() {
  const onSettled = useTouched(TOUCHED);
  return useMutation({
    mutationFn: ({ id, reason, ifMatch }: { id: string; reason: string; ifMatch: number }) =>
      apiPost(`/api/v1/grants/${encodeURIComponent(id)}/revoke`, GrantView, { reason }, { ifMatch }),
    onSettled,
  });
}
