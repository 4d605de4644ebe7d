import { infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query';
import { escalationOperations } from '@/lib/contract/escalation';
import type { EscalationState } from '@/lib/domain/escalation';
import { apiGet } from './api';

const EscalationPage = escalationOperations.list.output;
const PAGE = 50;
const POLL_MS = 10_000;

export type EscalationListFilter = { state: readonly EscalationState[]; agent?: string };

export const escalationList = (filter: EscalationListFilter) =>
  infiniteQueryOptions({
    queryKey: ['escalation', 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      apiGet('/api/v1/escalations', EscalationPage, {
        query: {
          ...filter,
          limit: PAGE,
          cursor: pageParam,
          count: pageParam === undefined ? 'true' : undefined,
        },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
    refetchInterval: POLL_MS,
  });
