import { infiniteQueryOptions, keepPreviousData, queryOptions, useMutation } from '@tanstack/react-query';
import { DecisionPage } from '@/lib/contract/decision';
import { type CreateStopInput, StopView, stopOperations } from '@/lib/contract/stop';
import { apiPost } from './api';
import { itemsOf, pagesOf } from './page';
import { useTouched } from './touched';

const StopPage = stopOperations.list.output;
const PAGE = 50;
const MOST = 200;
const POLL_MS = 15_000;

export type StopListFilter = Partial<Record<'open' | 'kind', string>>;

export const stopList = (filter: StopListFilter) =>
  infiniteQueryOptions({
    queryKey: ['stop', 'list', filter],
    ...pagesOf('/api/v1/stops', StopPage, { ...filter, limit: PAGE }, { isCounted: true }),
    placeholderData: keepPreviousData,
    refetchInterval: POLL_MS,
  });

/** The stops that are in force. */
export const openStops = () =>
  queryOptions({
    queryKey: ['stop', 'open'],
    ...itemsOf('/api/v1/stops', StopPage, { open: 'true', limit: MOST }),
    refetchInterval: POLL_MS,
  });

const TOUCHED = ['stop', 'agent', 'overview', 'audit-event'];

export function useCreateStop() {
  const onSettled = useTouched(TOUCHED);
  return useMutation({
    mutationFn: (input: CreateStopInput) => apiPost('/api/v1/stops', StopView, input),
    onSettled,
  });
}

export function useReleaseStop() {
  const onSettled = useTouched(TOUCHED);
  return useMutation({
    mutationFn: ({ id, reason }: { id: string; reason: string }) =>
      apiPost(`/api/v1/stops/${encodeURIComponent(id)}/release`, StopView, { reason }),
    onSettled,
  });
}

const WATCH_MS = 2_000;

/** The calls that a stop has denied so far, newest first: what it really did. */
export const deniedSince = ({ target, createdAt }: StopView) =>
  queryOptions({
    queryKey: ['decision', 'denied-by-stop', target, createdAt.toISOString()],
    ...itemsOf('/api/v1/decisions', DecisionPage, {
      reason: 'stopped',
      from: createdAt.toISOString(),
      agent: target.kind === 'agent' ? (target.id ?? undefined) : undefined,
      tool: target.kind === 'tool' ? (target.id ?? undefined) : undefined,
      limit: PAGE,
    }),
    refetchInterval: WATCH_MS,
  });
