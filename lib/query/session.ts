import { infiniteQueryOptions, keepPreviousData, useMutation } from '@tanstack/react-query';
import { apiPost } from './api';
import { pagesOf } from './page';
import { ListSessionsAnswer, SessionView } from './shape/session';
import { useTouched } from './touched';

const PAGE = 50;
const POLL_MS = 60_000;

/** Sessions: one's own, or everybody's. */
export const sessionList = (filter: { all?: 'true'; state?: 'live' | 'over' }) =>
  infiniteQueryOptions({
    queryKey: ['session', 'list', filter],
    ...pagesOf('/api/v1/sessions', ListSessionsAnswer, { ...filter, limit: PAGE }, { isCounted: true }),
    placeholderData: keepPreviousData,
    refetchInterval: POLL_MS,
  });

export function useEndSession() {
  const onSettled = useTouched(['session', 'audit-event']);
  return useMutation({
    mutationFn: ({ id }: { id: string }) => apiPost(`/api/v1/sessions/${id}/end`, SessionView, {}),
    onSettled,
  });
}
