import { infiniteQueryOptions, keepPreviousData, queryOptions, useMutation } from '@tanstack/react-query';
import type { NarrowEntitlementInput } from '@/lib/contract/entitlement';
import { apiGet, apiPost } from './api';
import { pagesOf } from './page';
import { ApiKeyView } from './shape/api-key';
import { EntitlementView } from './shape/entitlement';
import { FindingSummary, ListFindingsAnswer } from './shape/finding';
import { GrantView } from './shape/grant';
import { useTouched } from './touched';

const PAGE = 50;
/** They are computed from everything that there is, and nothing about them is urgent. */
const POLL_MS = 60_000;

export type FindingListFilter = Partial<Record<'severity' | 'kind' | 'agent' | 'owner', string>>;

/** All of a kind or a severity are counted by the summary; only what is narrower is counted with its page. */
export const isCountedBySummary = ({ agent, owner }: FindingListFilter): boolean =>
  agent === undefined && owner === undefined;

export const findingList = (filter: FindingListFilter) =>
  infiniteQueryOptions({
    queryKey: ['finding', 'list', filter],
    ...pagesOf(
      '/api/v1/findings',
      ListFindingsAnswer,
      { ...filter, limit: PAGE },
      { isCounted: !isCountedBySummary(filter) },
    ),
    placeholderData: keepPreviousData,
    refetchInterval: POLL_MS,
  });

/** How many there are of each kind, and the proof that no access outlives its task. */
export const findingSummary = () =>
  queryOptions({
    queryKey: ['finding', 'summary'],
    queryFn: ({ signal }) => apiGet('/api/v1/finding-summary', FindingSummary, { signal }),
    refetchInterval: POLL_MS,
  });

/** How many fit a filter that the summary counts. */
export const countedBySummary =
  ({ kind, severity }: FindingListFilter) =>
  ({ kinds }: FindingSummary): number =>
    kinds
      .filter(
        (one) =>
          (kind === undefined || kind.split(',').includes(one.kind)) &&
          (severity === undefined || severity.split(',').includes(one.severity)),
      )
      .reduce((sum, { count }) => sum + count, 0);

export const findingCount = () => queryOptions({ ...findingSummary(), select: ({ total }) => total });

/** The entitlement that something was found at. */
export const foundEntitlement = (id: string) =>
  queryOptions({
    queryKey: ['entitlement', 'found', id],
    queryFn: ({ signal }) =>
      apiGet(`/api/v1/entitlements/${encodeURIComponent(id)}`, EntitlementView, { signal }),
  });

export const foundGrant = (id: string) =>
  queryOptions({
    queryKey: ['grant', 'found', id],
    queryFn: ({ signal }) => apiGet(`/api/v1/grants/${encodeURIComponent(id)}`, GrantView, { signal }),
  });

export function useNarrowFoundEntitlement() {
  const onSettled = useTouched(['entitlement', 'grant', 'agent', 'audit-event']);
  return useMutation({
    mutationFn: ({ id, ifMatch, ...input }: NarrowEntitlementInput & { ifMatch: number }) =>
      apiPost(`/api/v1/entitlements/${encodeURIComponent(id)}/narrow`, EntitlementView, input, { ifMatch }),
    onSettled,
  });
}

export function useRevokeFoundKey() {
  const onSettled = useTouched(['api-key', 'audit-event']);
  return useMutation({
    mutationFn: (id: string) => apiPost(`/api/v1/api-keys/${encodeURIComponent(id)}/revoke`, ApiKeyView, {}),
    onSettled,
  });
}
