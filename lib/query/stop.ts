import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import { DecisionPage } from '@/lib/contract/decision';
import { type CreateStopInput, StopView, stopOperations } from '@/lib/contract/stop';
import { apiGet, apiPost } from './api';

const StopPage = stopOperations.list.output;
const PAGE = 50;
const MOST = 200;
const POLL_MS = 15_000;

export type StopListFilter = Partial<Record<'open' | 'kind', string>>;

export const stopList = (filter: StopListFilter) =>
  infiniteQueryOptions({
    queryKey: ['stop', 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      apiGet('/api/v1/stops', StopPage, {
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

/** The stops that are in force. */
export const openStops = () =>
  queryOptions({
    queryKey: ['stop', 'open'],
    queryFn: ({ signal }) =>
      apiGet('/api/v1/stops', StopPage, { query: { open: 'true', limit: MOST }, signal }),
    select: (page) => page.items,
    refetchInterval: POLL_MS,
  });

const TOUCHED = ['stop', 'agent', 'overview', 'audit-event'];

function useTouched() {
  const queryClient = useQueryClient();
  // On refusal too: a refusal usually means that what is on the screen is out of date.
  return () => Promise.all(TOUCHED.map((noun) => queryClient.invalidateQueries({ queryKey: [noun] })));
}

export function useCreateStop() {
  const onSettled = useTouched();
  return useMutation({
    mutationFn: (input: CreateStopInput) => apiPost('/api/v1/stops', StopView, input),
    onSettled,
  });
}

export function useReleaseStop() {
  const onSettled = useTouched();
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
    queryFn: ({ signal }) =>
      apiGet('/api/v1/decisions', DecisionPage, {
        query: {
          reason: 'stopped',
          from: createdAt.toISOString(),
          agent: target.kind === 'agent' ? (target.id ?? undefined) : undefined,
          tool: target.kind === 'tool' ? (target.id ?? undefined) : undefined,
          limit: 50,
        },
        signal,
      }),
    select: (page) => page.items,
    refetchInterval: WATCH_MS,
  });
