import { queryOptions } from '@tanstack/react-query';
import { UserView, userOperations } from '@/lib/contract/user';
import { apiGet } from './api';
import { findIn, itemsOf } from './page';

const UserPage = userOperations.list.output;
const MOST = 200;
/** Names change rarely. */
const FRESH_MS = 5 * 60_000;

/** A few people who fit: to choose one from. Those who left are not among them. */
export const findUsers = (q: string, signal: AbortSignal): Promise<UserView[]> =>
  findIn('/api/v1/users', UserPage, { q, limit: 8, disabled: 'false' }, signal);

/** People to narrow a list by, those who left among them: their agents are the ones to look for. */
export const userChoice = () =>
  queryOptions({
    queryKey: ['user', 'choice'],
    ...itemsOf('/api/v1/users', UserPage, { limit: MOST }),
    staleTime: FRESH_MS,
  });

/** One person, by id or address. */
export const userOne = (key: string) =>
  queryOptions({
    queryKey: ['user', 'one', key],
    queryFn: ({ signal }) => apiGet(`/api/v1/users/${encodeURIComponent(key)}`, UserView, { signal }),
    staleTime: FRESH_MS,
  });
