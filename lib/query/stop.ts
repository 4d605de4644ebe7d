import { infiniteQueryOptions, keepPreviousData, queryOptions, useMutation } from '@tanstack/react-query';
import type { CreateStopInput } from '@/lib/contract/stop';
import type { StopKind } from '@/lib/domain/stop';
import { apiGet, apiPost } from './api';
import { itemsOf, pagesOf } from './page';
import { ListStopsAnswer, StopCounts, StopDetail, StopView } from './shape/stop';
import { useTouched } from './touched';

const PAGE = 50;
const MOST = 200;
const POLL_MS = 15_000;

export type StopListFilter = Partial<Record<'open' | 'kind', string>>;

export const stopList = (filter: StopListFilter) =>
  infiniteQueryOptions({
    queryKey: ['stop', 'list', filter],
    ...pagesOf('/api/v1/stops', ListStopsAnswer, { ...filter, limit: PAGE }, { isCounted: true }),
    placeholderData: keepPreviousData,
    refetchInterval: POLL_MS,
  });

/** The stops that are in force. */
export const openStops = () =>
  queryOptions({
    queryKey: ['stop', 'open'],
    ...itemsOf('/api/v1/stops', ListStopsAnswer, { open: 'true', limit: MOST }),
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

/** A stop with what it has done so far. While somebody watches, the first call that it denies shows at once. */
export const stopOne = (id: string) =>
  queryOptions({
    queryKey: ['stop', 'one', id],
    queryFn: ({ signal }) => apiGet(`/api/v1/stops/${encodeURIComponent(id)}`, StopDetail, { signal }),
    refetchInterval: ({ state: { data } }) => (data?.effects.denied === 0 ? WATCH_MS : POLL_MS),
  });

/** What a stop would cover now. */
export const stopCounts = (kind: StopKind, id: string | undefined) =>
  queryOptions({
    queryKey: ['stop', 'counts', kind, id],
    queryFn: ({ signal }) => apiGet('/api/v1/stop-effects', StopCounts, { query: { kind, id }, signal }),
  });
