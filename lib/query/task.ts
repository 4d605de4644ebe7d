import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import { DecisionPage } from '@/lib/contract/decision';
import { escalationOperations } from '@/lib/contract/escalation';
import { TaskDetail, type TaskView, taskOperations } from '@/lib/contract/task';
import type { TaskMove } from '@/lib/domain/task';
import { apiGet, apiPost } from './api';

const TaskPage = taskOperations.list.output;
const PAGE = 50;
const POLL_MS = 15_000;

/** What the list is narrowed to, as it stands in the URL. */
export type TaskListFilter = Partial<Record<'q' | 'state' | 'agent', string>>;

const path = (id: string): string => `/api/v1/tasks/${encodeURIComponent(id)}`;

export const taskList = (filter: TaskListFilter) =>
  infiniteQueryOptions({
    queryKey: ['task', 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      apiGet('/api/v1/tasks', TaskPage, {
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

/** A few tasks that fit: to go to one. */
export const findTasks = async (q: string, signal: AbortSignal): Promise<TaskView[]> =>
  (await apiGet('/api/v1/tasks', TaskPage, { query: { q: q || undefined, limit: 5 }, signal })).items;

export const taskOne = (id: string) =>
  queryOptions({
    queryKey: ['task', 'one', id],
    queryFn: ({ signal }) => apiGet(path(id), TaskDetail, { signal }),
    refetchInterval: POLL_MS,
  });

/** The calls of an agent or a task, newest first. */
export const callList = (of: { agent?: string; task?: string }) =>
  infiniteQueryOptions({
    queryKey: ['decision', 'calls', of],
    queryFn: ({ pageParam, signal }) =>
      apiGet('/api/v1/decisions', DecisionPage, {
        query: { ...of, limit: PAGE, cursor: pageParam },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    refetchInterval: POLL_MS,
  });

/** What waited for people in a task, and how it went. */
export const escalationsOf = (task: string) =>
  queryOptions({
    queryKey: ['escalation', 'of-task', task],
    queryFn: ({ signal }) =>
      apiGet('/api/v1/escalations', escalationOperations.list.output, {
        query: { task, limit: 200 },
        signal,
      }),
    select: (page) => page.items,
  });

/** The moves that people make; expiry makes itself. */
export type TaskVerb = Exclude<TaskMove, 'expire'>;

const TOUCHED = ['task', 'grant', 'escalation', 'agent', 'audit-event', 'overview'];

export function useMoveTask(move: TaskVerb) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ id, reason, ifMatch }: { id: string; reason?: string; ifMatch: number }) =>
      apiPost(`${path(id)}/${move}`, TaskDetail, { reason }, { ifMatch }),
    // On refusal too: a refusal usually means that what is on the screen is out of date.
    onSettled: () => Promise.all(TOUCHED.map((noun) => queryClient.invalidateQueries({ queryKey: [noun] }))),
  });
}
