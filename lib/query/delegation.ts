import { infiniteQueryOptions } from '@tanstack/react-query';
import { delegationOperations } from '@/lib/contract/delegation';
import { pagesOf } from './page';

const DelegationPage = delegationOperations.list.output;
const PAGE = 25;
const POLL_MS = 30_000;

/** What an agent handed on, or was handed. Under the tasks: whatever changes them changes this. */
export const delegationList = (filter: { by: string } | { to: string }) =>
  infiniteQueryOptions({
    queryKey: ['task', 'delegations', filter],
    ...pagesOf('/api/v1/delegations', DelegationPage, { ...filter, limit: PAGE }, { isCounted: true }),
    refetchInterval: POLL_MS,
  });
