import { infiniteQueryOptions, keepPreviousData, queryOptions, useMutation } from '@tanstack/react-query';
import type {
  AgentReasonInput,
  ChangeAgentInput,
  ChangeAgentsInput,
  CreateAgentInput,
  ObserveAgentInput,
  TransferOwnershipInput,
} from '@/lib/contract/agent';
import type { AgentMove } from '@/lib/domain/agent';
import type { OwnershipMove } from '@/lib/domain/ownership';
import { apiGet, apiPatch, apiPost } from './api';
import { findIn, itemsOf, pagesOf } from './page';
import { AgentView, ChangeAgentsView, ListAgentsAnswer } from './shape/agent';
import { AgentUsageView } from './shape/usage';
import { useTouched } from './touched';

const PAGE = 50;
const POLL_MS = 30_000;

/** What the list is narrowed to, as it stands in the URL. */
export type AgentListFilter = Partial<
  Record<
    | 'q'
    | 'tier'
    | 'state'
    | 'owner'
    | 'backup'
    | 'environment'
    | 'source'
    | 'seen'
    | 'unowned'
    | 'ownership'
    | 'proposedTo'
    | 'dormant'
    | 'outlives'
    | 'sort',
    string
  >
>;

const path = (id: string): string => `/api/v1/agents/${encodeURIComponent(id)}`;

export const agentList = (filter: AgentListFilter) =>
  infiniteQueryOptions({
    queryKey: ['agent', 'list', filter],
    ...pagesOf('/api/v1/agents', ListAgentsAnswer, { ...filter, limit: PAGE }, { isCounted: true }),
    placeholderData: keepPreviousData,
    refetchInterval: POLL_MS,
  });

/** A few agents that fit: to choose one from. */
export const findAgents = (q: string, signal: AbortSignal): Promise<AgentView[]> =>
  findIn('/api/v1/agents', ListAgentsAnswer, { q, limit: 8 }, signal);

/** How many agents fit, with the first of them. */
export const agentCount = (filter: AgentListFilter) =>
  queryOptions({
    queryKey: ['agent', 'count', filter],
    queryFn: ({ signal }) =>
      apiGet('/api/v1/agents', ListAgentsAnswer, { query: { ...filter, limit: 200, count: 'true' }, signal }),
  });

export const agentOne = (id: string) =>
  queryOptions({
    queryKey: ['agent', 'one', id],
    queryFn: ({ signal }) => apiGet(path(id), AgentView, { signal }),
    refetchInterval: POLL_MS,
  });

/** What a change of an agent can show up in. */
const TOUCHED = ['agent', 'task', 'grant', 'entitlement', 'escalation', 'audit-event', 'overview'];

export function useCreateAgent() {
  const onSettled = useTouched(TOUCHED);
  return useMutation({
    mutationFn: (input: CreateAgentInput) => apiPost('/api/v1/agents', AgentView, input),
    onSettled,
  });
}

export function useMoveAgent(move: AgentMove) {
  const onSettled = useTouched(TOUCHED);
  return useMutation({
    mutationFn: ({ id, reason, ifMatch }: { id: string; reason?: string; ifMatch: number }) =>
      apiPost(`${path(id)}/${move}`, AgentView, { reason }, { ifMatch }),
    onSettled,
  });
}

export function useChangeAgent() {
  const onSettled = useTouched(TOUCHED);
  return useMutation({
    mutationFn: ({ id, ifMatch, ...changes }: ChangeAgentInput & { ifMatch: number }) =>
      apiPatch(path(id), AgentView, changes, { ifMatch }),
    onSettled,
  });
}

/** Answers what became of each of them: those that somebody else has changed meanwhile are left alone. */
export function useChangeAgents() {
  const onSettled = useTouched(TOUCHED);
  return useMutation({
    mutationFn: (input: ChangeAgentsInput) => apiPost('/api/v1/agents/bulk', ChangeAgentsView, input),
    onSettled,
  });
}

/** Where the list as it is narrowed can be had as a file. */
export const agentExportUrl = (filter: AgentListFilter): string =>
  `/api/v1/agents/export?${new URLSearchParams(Object.entries(filter).filter(([, value]) => value))}`;

export function useObserveAgent() {
  const onSettled = useTouched(TOUCHED);
  return useMutation({
    mutationFn: ({ id, ifMatch, ...input }: ObserveAgentInput & { ifMatch: number }) =>
      apiPost(`${path(id)}/observe`, AgentView, input, { ifMatch }),
    onSettled,
  });
}

export function useEndObservation() {
  const onSettled = useTouched(TOUCHED);
  return useMutation({
    mutationFn: ({ id, ifMatch, ...input }: AgentReasonInput & { ifMatch: number }) =>
      apiPost(`${path(id)}/end-observation`, AgentView, input, { ifMatch }),
    onSettled,
  });
}

/** What it may call by its entitlements, and what it has used of that. */
export const agentUsage = (id: string) =>
  queryOptions({
    // Under the entitlements: whatever changes them changes this.
    queryKey: ['entitlement', 'usage', id],
    queryFn: ({ signal }) => apiGet(`${path(id)}/usage`, AgentUsageView, { signal }),
    refetchInterval: 2 * POLL_MS,
  });

/** Agents that whoever is signed in was asked to answer for. */
export const proposedToMe = () =>
  queryOptions({
    queryKey: ['agent', 'proposed-to-me'],
    ...itemsOf('/api/v1/agents', ListAgentsAnswer, { proposedTo: 'me', limit: 20 }),
    refetchInterval: POLL_MS,
  });

const OWNERSHIP_PATHS = {
  accept: 'accept-ownership',
  decline: 'decline-ownership',
  withdraw: 'withdraw-transfer',
} as const satisfies Record<OwnershipMove, string>;

export function useMoveOwnership(move: OwnershipMove) {
  const onSettled = useTouched([...TOUCHED, 'finding']);
  return useMutation({
    mutationFn: ({ id, reason, ifMatch }: { id: string; reason?: string; ifMatch: number }) =>
      apiPost(`${path(id)}/${OWNERSHIP_PATHS[move]}`, AgentView, { reason }, { ifMatch }),
    onSettled,
  });
}

export function useTransferOwnership() {
  const onSettled = useTouched(TOUCHED);
  return useMutation({
    mutationFn: ({ id, ifMatch, ...input }: TransferOwnershipInput & { ifMatch: number }) =>
      apiPost(`${path(id)}/transfer-ownership`, AgentView, input, { ifMatch }),
    onSettled,
  });
}
