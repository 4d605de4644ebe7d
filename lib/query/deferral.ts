import { infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query';
import { deferralOperations } from '@/lib/contract/deferral';
import { pagesOf } from './page';

const DeferralPage = deferralOperations.list.output;
const PAGE = 50;
const POLL_MS = 10_000;

/** What the list is narrowed to, as it stands in the URL. */
export type DeferralListFilter = Partial<Record<'state' | 'agent', string>>;

export const deferralList = (filter: DeferralListFilter) =>
  infiniteQueryOptions({
    queryKey: ['deferral', 'list', filter],
    ...pagesOf('/api/v1/deferrals', DeferralPage, { ...filter, limit: PAGE }, { isCounted: true }),
    placeholderData: keepPreviousData,
    refetchInterval: POLL_MS,
  });
