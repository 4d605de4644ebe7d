import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { findingOperations } from '@/lib/contract/finding';
import { apiGet } from './api';
import { pagesOf } from './page';

const FindingPage = findingOperations.list.output;
const PAGE = 50;
/** They are computed from everything that there is, and nothing about them is urgent. */
const POLL_MS = 60_000;

export type FindingListFilter = Partial<Record<'severity' | 'kind' | 'agent', string>>;

export const findingList = (filter: FindingListFilter) =>
  infiniteQueryOptions({
    queryKey: ['finding', 'list', filter],
    ...pagesOf('/api/v1/findings', FindingPage, { ...filter, limit: PAGE }, { isCounted: true }),
    placeholderData: keepPreviousData,
    refetchInterval: POLL_MS,
  });

export const findingCount = () =>
  queryOptions({
    queryKey: ['finding', 'count'],
    queryFn: async ({ signal }) =>
      (await apiGet('/api/v1/findings', FindingPage, { query: { limit: 1, count: 'true' }, signal })).total ??
      0,
    refetchInterval: POLL_MS,
  });
