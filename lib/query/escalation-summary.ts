import { queryOptions } from '@tanstack/react-query';
import { apiGet } from './api';
import { EscalationSummaryView } from './shape/escalation-evidence';

const POLL_MS = 30_000;

/** Who waits for people, and which rules ask most. */
export const escalationSummary = () =>
  queryOptions({
    queryKey: ['escalation', 'summary'],
    queryFn: ({ signal }) => apiGet('/api/v1/escalation-summary', EscalationSummaryView, { signal }),
    refetchInterval: POLL_MS,
  });
