import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import {
  AgentView,
  agentOperations,
  type ChangeAgentInput,
  type CreateAgentInput,
  type TransferOwnershipInput,
} from '@/lib/contract/agent';
import type { AgentMove } from '@/lib/domain/agent';
import { apiGet, apiPatch, apiPost } from './api';

const AgentPage = agentOperations.list.output;
const PAGE = 50;
const POLL_MS = 30_000;

/** What the list is narrowed to, as it stands in the URL. */
export type AgentListFilter = Partial<
  Record<'q' | 'tier' | 'state' | 'owner' | 'environment' | 'unowned', string>
>;

const path = (id: string): string => `/api/v1/agents/${encodeURIComponent(id)}`;

export const agentList = (filter: AgentListFilter) =>
  infiniteQueryOptions({
    queryKey: ['agent', 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      apiGet('/api/v1/agents', AgentPage, {
        // The exact number costs a count of its own: once for each filter is enough.
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

/** A few agents that fit: to choose one from. */
export const findAgents = async (q: string, signal: AbortSignal): Promise<AgentView[]> =>
  (await apiGet('/api/v1/agents', AgentPage, { query: { q: q || undefined, limit: 8 }, signal })).items;

/** Agents to narrow a list by. */
export const agentChoice = () =>
  queryOptions({
    queryKey: ['agent', 'choice'],
    queryFn: ({ signal }) => apiGet('/api/v1/agents', AgentPage, { query: { limit: 200 }, signal }),
    select: (page) => page.items,
    staleTime: POLL_MS,
  });

/** How many agents fit, with the first of them. */
export const agentCount = (filter: AgentListFilter) =>
  queryOptions({
    queryKey: ['agent', 'count', filter],
    queryFn: ({ signal }) =>
      apiGet('/api/v1/agents', AgentPage, { query: { ...filter, limit: 200, count: 'true' }, signal }),
  });

export const agentOne = (id: string) =>
  queryOptions({
    queryKey: ['agent', 'one', id],
    queryFn: ({ signal }) => apiGet(path(id), AgentView, { signal }),
    refetchInterval: POLL_MS,
  });

/** What a change of an agent can show up in. */
const TOUCHED = ['agent', 'task', 'grant', 'entitlement', 'escalation', 'audit-event', 'overview'];

function useTouched() {
  const queryClient = useQueryClient();
  // On refusal too: a refusal usually means that what is on the screen is out of date.
  return () => Promise.all(TOUCHED.map((noun) => queryClient.invalidateQueries({ queryKey: [noun] })));
}

export function useCreateAgent() {
  const onSettled = useTouched();
  return useMutation({
    mutationFn: (input: CreateAgentInput) => apiPost('/api/v1/agents', AgentView, input),
    onSettled,
  });
}

export function useMoveAgent(move: AgentMove) {
  const onSettled = useTouched();
  return useMutation({
    mutationFn: ({ id, reason, ifMatch }: { id: string; reason?: string; ifMatch: number }) =>
      apiPost(`${path(id)}/${move}`, AgentView, { reason }, { ifMatch }),
    onSettled,
  });
}

export function useChangeAgent() {
  const onSettled = useTouched();
  return useMutation({
    mutationFn: ({ id, ifMatch, ...changes }: ChangeAgentInput & { ifMatch: number }) =>
      apiPatch(path(id), AgentView, changes, { ifMatch }),
    onSettled,
  });
}

export function useTransferOwnership() {
  const onSettled = useTouched();
  return useMutation({
    mutationFn: ({ id, ifMatch, ...input }: TransferOwnershipInput & { ifMatch: number }) =>
      apiPost(`${path(id)}/transfer-ownership`, AgentView, input, { ifMatch }),
    onSettled,
  });
}
