import { infiniteQueryOptions, keepPreviousData, queryOptions, useMutation } from '@tanstack/react-query';
import type { CreateEntitlementInput, NarrowEntitlementInput } from '@/lib/contract/entitlement';
import { apiGet, apiPost } from './api';
import { pagesOf } from './page';
import { EntitlementView, ListEntitlementsAnswer } from './shape/entitlement';
import { useTouched } from './touched';

const MOST = 200;
const POLL_MS = 30_000;

/** Entitlements of an agent, or that reach into a system. */
export const entitlementList = (filter: { agent?: string; system?: string; live?: 'true' | 'false' }) =>
  queryOptions({
    queryKey: ['entitlement', 'list', filter],
    queryFn: ({ signal }) =>
      apiGet('/api/v1/entitlements', ListEntitlementsAnswer, {
        query: { ...filter, limit: MOST, count: 'true' },
        signal,
      }),
    refetchInterval: POLL_MS,
  });

/** What the list across agents is narrowed to. */
export type EntitlementListFilter = Partial<
  Record<'agent' | 'system' | 'activation' | 'live' | 'endsWithinDays' | 'unused', string>
>;

/** Entitlements across agents. How many fit `unused` costs a look at every one of them, and is not asked. */
export const entitlementPages = (filter: EntitlementListFilter) =>
  infiniteQueryOptions({
    queryKey: ['entitlement', 'pages', filter],
    ...pagesOf(
      '/api/v1/entitlements',
      ListEntitlementsAnswer,
      { ...filter, limit: 50 },
      { isCounted: filter.unused === undefined },
    ),
    placeholderData: keepPreviousData,
    refetchInterval: POLL_MS,
  });

const TOUCHED = [
  'entitlement',
  'grant',
  'task',
  'agent',
  'audit-event',
  'overview',
  'blast-radius',
  'finding',
];

export function useCreateEntitlement() {
  const onSettled = useTouched(TOUCHED);
  return useMutation({
    mutationFn: (input: CreateEntitlementInput) => apiPost('/api/v1/entitlements', EntitlementView, input),
    onSettled,
  });
}

export function useNarrowEntitlement() {
  const onSettled = useTouched([...TOUCHED, 'finding']);
  return useMutation({
    mutationFn: ({ id, ifMatch, ...input }: NarrowEntitlementInput & { ifMatch: number }) =>
      apiPost(`/api/v1/entitlements/${encodeURIComponent(id)}/narrow`, EntitlementView, input, { ifMatch }),
    onSettled,
  });
}

export function useRevokeEntitlement() {
  const onSettled = useTouched(TOUCHED);
  return useMutation({
    mutationFn: ({ id, reason, ifMatch }: { id: string; reason: string; ifMatch: number }) =>
      apiPost(
        `/api/v1/entitlements/${encodeURIComponent(id)}/revoke`,
        EntitlementView,
        { reason },
        { ifMatch },
      ),
    onSettled,
  });
}
