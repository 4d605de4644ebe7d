import {
  infiniteQueryOptions,
  keepPreviousData,
  type QueryClient,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import type {
  ApproveEscalationInput,
  ClaimEscalationInput,
  DenyEscalationInput,
  ListEscalationsInput,
  ReassignEscalationInput,
  ReviewGlassInput,
  WithdrawEscalationInput,
} from '@/lib/contract/escalation';
import type { EscalationState } from '@/lib/domain/escalation';
import { apiGet, apiPost } from './api';
import { pagesOf } from './page';
import { readShape } from './shape';
import { EscalationView, ListEscalationsAnswer } from './shape/escalation';
import { EscalationEvidence } from './shape/escalation-evidence';
import { useTouched } from './touched';

const PAGE = 50;
const WAITING_PAGE = 100;
const POLL_MS = 10_000;
/** Somebody stands before it, and others may decide meanwhile. */
const OPEN_POLL_MS = 4_000;
const EVIDENCE_POLL_MS = 30_000;
const MOST_AHEAD = 50;

const path = (id: string): string => `/api/v1/escalations/${encodeURIComponent(id)}`;

/** What the lists are narrowed to, as it stands in the URL. */
export type EscalationListFilter = Partial<
  Record<'q' | 'agent' | 'system' | 'tool' | 'tier' | 'reason' | 'glass', string>
> & { state?: readonly EscalationState[]; queue?: ListEscalationsInput['queue'] };

export const escalationList = (filter: EscalationListFilter) =>
  infiniteQueryOptions({
    queryKey: ['escalation', 'list', filter],
    ...pagesOf('/api/v1/escalations', ListEscalationsAnswer, { ...filter, limit: PAGE }, { isCounted: true }),
    placeholderData: keepPreviousData,
    refetchInterval: POLL_MS,
  });

/** What waits, the most urgent first: by deadline, sooner for a higher tier. */
export const waitingList = (filter: EscalationListFilter) =>
  infiniteQueryOptions({
    queryKey: ['escalation', 'waiting', filter],
    ...pagesOf(
      '/api/v1/escalations',
      ListEscalationsAnswer,
      { ...filter, state: ['pending'], order: 'urgent', limit: WAITING_PAGE },
      { isCounted: true },
    ),
    placeholderData: keepPreviousData,
    refetchInterval: POLL_MS,
  });

const oneKey = (id: string) => ['escalation', 'one', id] as const;

/** One escalation with its exact call. While it waits, it is looked at again and again. */
export const escalationOne = (id: string) =>
  queryOptions({
    queryKey: oneKey(id),
    queryFn: ({ signal }) => apiGet(path(id), EscalationView, { signal }),
    refetchInterval: ({ state }) =>
      state.data?.state === 'pending' || state.data?.state === 'approved' ? OPEN_POLL_MS : POLL_MS,
  });

/** What speaks for and against it; read anew with each use of what was approved. */
export const escalationEvidence = ({ id, grant }: Pick<EscalationView, 'id' | 'grant'>) =>
  queryOptions({
    queryKey: ['escalation', 'evidence', id, grant?.spent ?? null],
    queryFn: ({ signal }) => apiGet(`${path(id)}/evidence`, EscalationEvidence, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: EVIDENCE_POLL_MS,
  });

/** The waiting one next to this in my queue, by urgency; null where this is the last, or the first. */
export async function neighbourOf(client: QueryClient, id: string, by: 1 | -1): Promise<string | null> {
  const { items } = await client.fetchQuery({
    queryKey: ['escalation', 'ahead'],
    queryFn: ({ signal }) =>
      apiGet('/api/v1/escalations', ListEscalationsAnswer, {
        query: { queue: 'mine', state: 'pending', order: 'urgent', limit: MOST_AHEAD },
        signal,
      }),
    staleTime: 0,
  });
  const at = items.findIndex((one) => one.id === id);
  // One that is decided stands in no queue any more: the next is what is most urgent now.
  const next = at === -1 ? items[0] : items[at + by];
  return next?.id ?? null;
}

const TOUCHED = ['escalation', 'grant', 'task', 'decision', 'audit-event', 'overview'];

function useVerb<Input extends { id: string }>(verb: string) {
  const queryClient = useQueryClient();
  const onSettled = useTouched(TOUCHED);
  return useMutation({
    mutationFn: ({ id, ...body }: Input) => apiPost(`${path(id)}/${verb}`, EscalationView, body),
    onSuccess: (view) => queryClient.setQueryData(oneKey(view.id), view),
    onSettled,
  });
}

export const useApproveEscalation = () => useVerb<ApproveEscalationInput>('approve');
export const useDenyEscalation = () => useVerb<DenyEscalationInput>('deny');
export const useWithdrawEscalation = () => useVerb<WithdrawEscalationInput>('withdraw');
export const useReassignEscalation = () => useVerb<ReassignEscalationInput>('reassign');
export const useReviewGlass = () => useVerb<ReviewGlassInput>('review-glass');

/** Shows others that one looks at it. Nobody is stopped by it, and nothing is read anew. */
export function claimEscalation(queryClient: QueryClient, input: ClaimEscalationInput): Promise<unknown> {
  const { id, release } = input;
  // Whoever leaves the page lets go of it as well.
  return fetch(`${path(id)}/claim`, {
    method: 'POST',
    credentials: 'same-origin',
    keepalive: true,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ release }),
  })
    .then(async (response) => {
      if (response.ok && !release) {
        queryClient.setQueryData(oneKey(id), readShape(EscalationView, await response.json()));
      }
    })
    .catch(() => undefined);
}
