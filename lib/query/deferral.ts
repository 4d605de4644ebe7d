import { infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query';
import { pagesOf } from './page';
import { ListDeferralsAnswer } from './shape/deferral';

const PAGE = 50;
const POLL_MS = 10_000;

/** What the list is narrowed to, as it stands in the URL. */
export type DeferralListFilter = Partial<Record<'state' | 'agent', string>>;

export const deferralList = (filter: DeferralListFilter) =>
  infiniteQueryOptions({
    queryKey: ['deferral', 'list', filter],
    ...pagesOf('/api/v1/deferrals', ListDeferralsAnswer, { ...filter, limit: PAGE }, { isCounted: true }),
    placeholderData: keepPreviousData,
    refetchInterval: POLL_MS,
  });
