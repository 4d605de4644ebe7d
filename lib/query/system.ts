import { infiniteQueryOptions, keepPreviousData, queryOptions, useMutation } from '@tanstack/react-query';
import type { ChangeSystemInput, CreateSystemInput, RotateSecretInput } from '@/lib/contract/system';
import { apiGet, apiPatch, apiPost } from './api';
import { findIn, pagesOf } from './page';
import { DiscoveryView } from './shape/discovery';
import { ListSystemsAnswer, SystemView } from './shape/system';
import { useTouched } from './touched';

const PAGE = 50;
const POLL_MS = 60_000;

/** What the list is narrowed to, as it stands in the URL. */
export type SystemListFilter = Partial<Record<'q' | 'kind' | 'zone' | 'environment', string>>;

const path = (id: string): string => `/api/v1/systems/${encodeURIComponent(id)}`;

export const systemList = (filter: SystemListFilter) =>
  infiniteQueryOptions({
    queryKey: ['system', 'list', filter],
    ...pagesOf('/api/v1/systems', ListSystemsAnswer, { ...filter, limit: PAGE }, { isCounted: true }),
    placeholderData: keepPreviousData,
    refetchInterval: POLL_MS,
  });

/** A few systems that fit: to choose one from. */
export const findSystems = (q: string, signal: AbortSignal): Promise<SystemView[]> =>
  findIn('/api/v1/systems', ListSystemsAnswer, { q, limit: 8 }, signal);

export const systemOne = (id: string) =>
  queryOptions({
    queryKey: ['system', 'one', id],
    queryFn: ({ signal }) => apiGet(path(id), SystemView, { signal }),
    refetchInterval: POLL_MS,
  });

/** What the server says of its tools now. It is asked each time somebody looks, and changes nothing. */
export const discoveryPreview = (id: string) =>
  queryOptions({
    queryKey: ['discovery', id],
    queryFn: ({ signal }) => apiPost(`${path(id)}/discover`, DiscoveryView, { preview: true }, { signal }),
    retry: false,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });

export function useDiscoverTools() {
  const onSettled = useTouched(['system', 'tool', 'agent', 'audit-event']);
  return useMutation({
    mutationFn: (id: string) => apiPost(`${path(id)}/discover`, DiscoveryView, {}),
    onSettled,
  });
}

const TOUCHED = ['system', 'tool', 'agent', 'finding', 'audit-event'];

export function useCreateSystem() {
  const onSettled = useTouched(TOUCHED);
  return useMutation({
    mutationFn: (input: CreateSystemInput) => apiPost('/api/v1/systems', SystemView, input),
    onSettled,
  });
}

export function useChangeSystem() {
  const onSettled = useTouched(TOUCHED);
  return useMutation({
    mutationFn: ({ id, ifMatch, ...changes }: ChangeSystemInput & { ifMatch: number }) =>
      apiPatch(path(id), SystemView, changes, { ifMatch }),
    onSettled,
  });
}

export function useRemoveSecret() {
  const onSettled = useTouched(['system', 'finding', 'audit-event']);
  return useMutation({
    mutationFn: ({ id, ifMatch, reason }: { id: string; ifMatch: number; reason: string }) =>
      apiPost(`${path(id)}/remove-secret`, SystemView, { reason }, { ifMatch }),
    onSettled,
  });
}

export function useRotateSecret() {
  const onSettled = useTouched(['system', 'finding', 'audit-event']);
  return useMutation({
    mutationFn: ({ id, ifMatch, ...input }: RotateSecretInput & { ifMatch: number }) =>
      apiPost(`${path(id)}/rotate-secret`, SystemView, input, { ifMatch }),
    // What was typed is not kept in memory either.
    gcTime: 0,
    onSettled,
  });
}
