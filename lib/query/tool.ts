import { infiniteQueryOptions, keepPreviousData, queryOptions, useMutation } from '@tanstack/react-query';
import { type ReviewToolInput, type ToolListItem, ToolView, toolOperations } from '@/lib/contract/tool';
import { apiGet, apiPost } from './api';
import { findIn, itemsOf, pagesOf } from './page';
import { useTouched } from './touched';

const ToolPage = toolOperations.list.output;
const PAGE = 50;
const POLL_MS = 60_000;

export const toolList = (filter: { system: string }) =>
  infiniteQueryOptions({
    queryKey: ['tool', 'list', filter],
    ...pagesOf('/api/v1/tools', ToolPage, { ...filter, limit: PAGE }, { isCounted: true }),
    refetchInterval: POLL_MS,
  });

/** A few tools that fit: to choose one from. */
export const findTools = (q: string, signal: AbortSignal): Promise<ToolListItem[]> =>
  findIn('/api/v1/tools', ToolPage, { q, limit: 8 }, signal);

/** The tools of a system that fit what was typed: to choose some from. */
export const toolsIn = (system: string, q: string) =>
  queryOptions({
    queryKey: ['tool', 'in', system, q],
    ...itemsOf('/api/v1/tools', ToolPage, { system, q: q || undefined, limit: 200 }),
    placeholderData: keepPreviousData,
    enabled: system !== '',
  });

/** The tool that something was found at. */
export const foundTool = (id: string) =>
  queryOptions({
    queryKey: ['tool', 'found', id],
    queryFn: ({ signal }) => apiGet(`/api/v1/tools/${encodeURIComponent(id)}`, ToolView, { signal }),
  });

export function useReviewTool() {
  const onSettled = useTouched(['tool', 'system', 'agent', 'audit-event']);
  return useMutation({
    mutationFn: ({ id, ifMatch, ...input }: ReviewToolInput & { ifMatch: number }) =>
      apiPost(`/api/v1/tools/${encodeURIComponent(id)}/review`, ToolView, input, { ifMatch }),
    onSettled,
  });
}
