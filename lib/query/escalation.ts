import { infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query';
import { escalationOperations } from '@/lib/contract/escalation';
import type { EscalationState } from '@/lib/domain/escalation';
import { pagesOf } from './page';

const EscalationPage = escalationOperations.list.output;
const PAGE = 50;
const POLL_MS = 10_000;

export type EscalationListFilter = { state: readonly EscalationState[]; agent?: string };

export const escalationList = (filter: EscalationListFilter) =>
  infiniteQueryOptions({
    queryKey: ['escalation', 'list', filter],
    ...pagesOf('/api/v1/escalations', EscalationPage, { ...filter, limit: PAGE }, { isCounted: true }),
    placeholderData: keepPreviousData,
    refetchInterval: POLL_MS,
  });
