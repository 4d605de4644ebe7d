import { infiniteQueryOptions, keepPreviousData, queryOptions, useMutation } from '@tanstack/react-query';
import type { TaskView } from '@/lib/contract/task';
import type { TaskMove } from '@/lib/domain/task';
import { apiGet, apiPost } from './api';
import { findIn, itemsOf, pagesOf } from './page';
import { DecisionPage } from './shape/decision';
import { ListEscalationsAnswer } from './shape/escalation';
import { ListTasksAnswer, TaskDetail } from './shape/task';
import { useTouched } from './touched';

const PAGE = 50;
const POLL_MS = 15_000;

/** What the list is narrowed to, as it stands in the URL. */
export type TaskListFilter = Partial<Record<'q' | 'state' | 'agent', string>>;

const path = (id: string): string => `/api/v1/tasks/${encodeURIComponent(id)}`;

export const taskList = (filter: TaskListFilter) =>
  infiniteQueryOptions({
    queryKey: ['task', 'list', filter],
    ...pagesOf('/api/v1/tasks', ListTasksAnswer, { ...filter, limit: PAGE }, { isCounted: true }),
    placeholderData: keepPreviousData,
    refetchInterval: POLL_MS,
  });

/** A few tasks that fit: to go to one. */
export const findTasks = (q: string, signal: AbortSignal): Promise<TaskView[]> =>
  findIn('/api/v1/tasks', ListTasksAnswer, { q, limit: 5 }, signal);

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
    ...pagesOf('/api/v1/decisions', DecisionPage, { ...of, limit: PAGE }),
    refetchInterval: POLL_MS,
  });

/** What waited for people in a task, and how it went. */
export const escalationsOf = (task: string) =>
  queryOptions({
    queryKey: ['escalation', 'of-task', task],
    ...itemsOf('/api/v1/escalations', ListEscalationsAnswer, { task, limit: 200 }),
  });

/** The moves that people make; expiry makes itself. */
export type TaskVerb = Exclude<TaskMove, 'expire'>;

const TOUCHED = ['task', 'grant', 'escalation', 'agent', 'audit-event', 'overview'];

export function useMoveTask(move: TaskVerb) {
  const onSettled = useTouched(TOUCHED);
  return useMutation({
    mutationFn: ({ id, reason, ifMatch }: { id: string; reason?: string; ifMatch: number }) =>
      apiPost(`${path(id)}/${move}`, TaskDetail, { reason }, { ifMatch }),
    onSettled,
  });
}
