import { infiniteQueryOptions, keepPreviousData, queryOptions, useMutation } from '@tanstack/react-query';
import type { NewLabels } from '@/lib/contract/label';
import type { ChangeContextInput, CreateContextInput } from '@/lib/contract/shared-context';
import { apiGet, apiPatch, apiPost } from './api';
import { findIn, pagesOf } from './page';
import { ContextDetail, ContextView, ListContextsAnswer } from './shape/shared-context';
import { TaskDetail } from './shape/task';
import { useTouched } from './touched';

const PAGE = 50;
const POLL_MS = 15_000;

export type ContextListFilter = Partial<Record<'q', string>>;

export const contextList = (filter: ContextListFilter) =>
  infiniteQueryOptions({
    queryKey: ['context', 'list', filter],
    ...pagesOf('/api/v1/contexts', ListContextsAnswer, { ...filter, limit: PAGE }, { isCounted: true }),
    placeholderData: keepPreviousData,
    refetchInterval: POLL_MS,
  });

/** A few shared contexts that fit: to choose one from. */
export const findContexts = (q: string, signal: AbortSignal): Promise<ContextView[]> =>
  findIn('/api/v1/contexts', ListContextsAnswer, { q, limit: 8 }, signal);

export const contextOne = (id: string) =>
  queryOptions({
    queryKey: ['context', 'one', id],
    queryFn: ({ signal }) => apiGet(`/api/v1/contexts/${encodeURIComponent(id)}`, ContextDetail, { signal }),
    refetchInterval: POLL_MS,
  });

/** What a change of a context can show up in. */
const TOUCHED = ['context', 'audit-event'];

export function useCreateContext() {
  const onSettled = useTouched(TOUCHED);
  return useMutation({
    mutationFn: (input: CreateContextInput) => apiPost('/api/v1/contexts', ContextView, input),
    onSettled,
  });
}

export function useChangeContext() {
  const onSettled = useTouched(TOUCHED);
  return useMutation({
    mutationFn: ({ id, ifMatch, ...changes }: ChangeContextInput & { ifMatch: number }) =>
      apiPatch(`/api/v1/contexts/${encodeURIComponent(id)}`, ContextDetail, changes, { ifMatch }),
    onSettled,
  });
}

type Relabelling = {
  kind: 'task' | 'context';
  id: string;
  labels: NewLabels;
  reason: string;
  ifMatch: number;
};

export function useRelabel() {
  const onSettled = useTouched(['context', 'task', 'audit-event']);
  return useMutation({
    mutationFn: ({ kind, id, labels, reason, ifMatch }: Relabelling): Promise<TaskDetail | ContextDetail> => {
      const [noun, output] =
        kind === 'task' ? (['tasks', TaskDetail] as const) : (['contexts', ContextDetail] as const);
      return apiPost<TaskDetail | ContextDetail>(
        `/api/v1/${noun}/${encodeURIComponent(id)}/relabel`,
        output,
        { labels, reason },
        { ifMatch },
      );
    },
    onSettled,
  });
}
