import { infiniteQueryOptions, keepPreviousData, queryOptions, useMutation } from '@tanstack/react-query';
import type { z } from 'zod';
import type { ChangeToolInput, CreateToolInput, ReviewToolInput, ToolListItem } from '@/lib/contract/tool';
import { apiGet, apiPatch, apiPost } from './api';
import { findIn, itemsOf, pagesOf } from './page';
import { DecisionPage } from './shape/decision';
import { ListToolCallersAnswer, ListToolsAnswer, ToolChangeEffect, ToolView } from './shape/tool';
import { useTouched } from './touched';

const PAGE = 50;
const POLL_MS = 60_000;
const FOUND = 8;

/** What the list is narrowed to, as it stands in the URL. */
export type ToolListFilter = Partial<
  Record<
    | 'q'
    | 'system'
    | 'actionClass'
    | 'sensitivity'
    | 'state'
    | 'changed'
    | 'untrusted'
    | 'irreversible'
    | 'triggers',
    string
  >
>;

const path = (id: string): string => `/api/v1/tools/${encodeURIComponent(id)}`;

export const toolList = (filter: ToolListFilter) =>
  infiniteQueryOptions({
    queryKey: ['tool', 'list', filter],
    ...pagesOf('/api/v1/tools', ListToolsAnswer, { ...filter, limit: PAGE }, { isCounted: true }),
    placeholderData: keepPreviousData,
    refetchInterval: POLL_MS,
  });

export const toolOne = (id: string) =>
  queryOptions({
    queryKey: ['tool', 'one', id],
    queryFn: ({ signal }) => apiGet(path(id), ToolView, { signal }),
    refetchInterval: POLL_MS,
  });

/** Tools that wait for a review: how many, and the first of them. */
export const toolsWaiting = () =>
  queryOptions({
    queryKey: ['tool', 'waiting'],
    queryFn: ({ signal }) =>
      apiGet('/api/v1/tools', ListToolsAnswer, {
        query: { state: 'unreviewed', limit: 100, count: 'true' },
        signal,
      }),
  });

/** Whose entitlements cover a tool, newest first. */
export const toolCallers = (tool: string) =>
  infiniteQueryOptions({
    queryKey: ['entitlement', 'tool', tool],
    // How many there are costs reading them all: the footer says whether there are more.
    ...pagesOf('/api/v1/tool-callers', ListToolCallersAnswer, { tool, limit: 10 }),
    refetchInterval: POLL_MS,
  });

/** Agents that can call the tool which is named by its id or its name; nobody where no tool is. */
export async function findCallers(
  text: string,
  signal: AbortSignal,
): Promise<{ tool: string; agent: string; name: string }[]> {
  const tool = (await findTools(text, signal)).find(({ id, name }) => id === text || name === text);
  if (tool === undefined) return [];
  const query = { tool: tool.id, limit: 20 };
  const { items } = await apiGet('/api/v1/tool-callers', ListToolCallersAnswer, { query, signal });
  const named = new Map(items.map(({ agent, name }) => [agent, name]));
  return [...named].slice(0, FOUND).map(([agent, name]) => ({ tool: tool.id, agent, name }));
}

/** The latest decisions about calls of a tool. */
export const toolCalls = (tool: string) =>
  queryOptions({
    queryKey: ['decision', 'tool', tool],
    ...itemsOf('/api/v1/decisions', DecisionPage, { tool, limit: 8 }),
    refetchInterval: POLL_MS,
  });

/** What a change would do, before it is made. */
export const toolChangeEffect = (input: ChangeToolInput, revision: number) =>
  queryOptions({
    queryKey: ['tool', 'effect', revision, input],
    queryFn: ({ signal }) => {
      const { id, ...fields } = input;
      return apiPost(`${path(id)}/preview`, ToolChangeEffect, fields, { signal });
    },
    retry: false,
    gcTime: 0,
  });

/** A few tools that fit: to choose one from. */
export const findTools = (q: string, signal: AbortSignal): Promise<ToolListItem[]> =>
  findIn('/api/v1/tools', ListToolsAnswer, { q, limit: FOUND }, signal);

/** The tools of a system that fit what was typed: to choose some from. */
export const toolsIn = (system: string, q: string) =>
  queryOptions({
    queryKey: ['tool', 'in', system, q],
    ...itemsOf('/api/v1/tools', ListToolsAnswer, { system, q: q || undefined, limit: 200 }),
    placeholderData: keepPreviousData,
    enabled: system !== '',
  });

const TOUCHED = ['tool', 'system', 'agent', 'entitlement', 'audit-event', 'overview', 'finding'];

export function useCreateTool() {
  const onSettled = useTouched(TOUCHED);
  return useMutation({
    mutationFn: (input: z.input<typeof CreateToolInput>) => apiPost('/api/v1/tools', ToolView, input),
    onSettled,
  });
}

export function useChangeTool() {
  const onSettled = useTouched(TOUCHED);
  return useMutation({
    mutationFn: ({ id, ifMatch, ...changes }: ChangeToolInput & { ifMatch: number }) =>
      apiPatch(path(id), ToolView, changes, { ifMatch }),
    onSettled,
  });
}

export function useBlockTool() {
  const onSettled = useTouched(TOUCHED);
  return useMutation({
    mutationFn: ({ id, ifMatch, reason }: { id: string; ifMatch: number; reason: string }) =>
      apiPost(`${path(id)}/block`, ToolView, { reason }, { ifMatch }),
    onSettled,
  });
}

export function useReviewTool() {
  const onSettled = useTouched(TOUCHED);
  return useMutation({
    mutationFn: ({ id, ifMatch, ...input }: ReviewToolInput & { ifMatch: number }) =>
      apiPost(`${path(id)}/review`, ToolView, input, { ifMatch }),
    onSettled,
  });
}
