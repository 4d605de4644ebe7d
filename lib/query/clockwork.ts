import { queryOptions } from '@tanstack/react-query';
import { apiGet } from './api';
import { ClockworkView } from './shape/clockwork';

const POLL_MS = 10_000;

/** What Cordon does by itself, and whether it keeps up. */
export const clockwork = () =>
  queryOptions({
    queryKey: ['clockwork'],
    queryFn: ({ signal }) => apiGet('/api/v1/clockwork', ClockworkView, { signal }),
    refetchInterval: POLL_MS,
  });
