import { queryOptions } from '@tanstack/react-query';
import { apiGet } from './api';
import type { Shape } from './shape';

/** No more is needed to show a number on every page. */
const Counted: Shape<{ total?: number | undefined }> = { object: { total: { optional: 'number' } } };
const POLL_MS = 20_000;

/** How many waiting calls I am asked about. */
export const waitingForMe = () =>
  queryOptions({
    queryKey: ['escalation', 'count', 'mine'],
    queryFn: async ({ signal }) =>
      (
        await apiGet('/api/v1/escalations', Counted, {
          query: { queue: 'mine', state: 'pending', limit: 1, count: 'true' },
          signal,
        })
      ).total ?? 0,
    refetchInterval: POLL_MS,
  });
