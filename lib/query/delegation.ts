import { infiniteQueryOptions } from '@tanstack/react-query';
import { pagesOf } from './page';
import { ListDelegationsAnswer } from './shape/delegation';

const PAGE = 25;
const POLL_MS = 30_000;

/** What an agent handed on, or was handed. Under the tasks: whatever changes them changes this. */
export const delegationList = (filter: { by: string } | { to: string }) =>
  infiniteQueryOptions({
    queryKey: ['task', 'delegations', filter],
    ...pagesOf('/api/v1/delegations', ListDelegationsAnswer, { ...filter, limit: PAGE }, { isCounted: true }),
    refetchInterval: POLL_MS,
  });
