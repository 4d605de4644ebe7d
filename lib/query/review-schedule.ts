import { infiniteQueryOptions, keepPreviousData, queryOptions, useMutation } from '@tanstack/react-query';
import type {
  ChangeReviewScheduleInput,
  CreateReviewScheduleInput,
  PreviewReviewScheduleInput,
} from '@/lib/contract/review-schedule';
import { apiGet, apiPatch, apiPost } from './api';
import { findIn, pagesOf } from './page';
import {
  ListReviewSchedulesAnswer,
  ListReviewSlotsAnswer,
  ReviewSchedulePreview,
  ReviewScheduleView,
} from './shape/review-schedule';
import { useTouched } from './touched';

const PAGE = 50;
const POLL_MS = 30_000;
const ROOT = '/api/v1/review-schedules';

const path = (id: string): string => `${ROOT}/${encodeURIComponent(id)}`;

export type ScheduleListFilter = { q?: string; state?: string };

export const reviewScheduleList = (filter: ScheduleListFilter) =>
  infiniteQueryOptions({
    queryKey: ['review-schedule', 'list', filter],
    ...pagesOf(ROOT, ListReviewSchedulesAnswer, { ...filter, limit: PAGE }, { isCounted: true }),
    placeholderData: keepPreviousData,
    refetchInterval: POLL_MS,
  });

/** A few schedules that fit: to choose one from. */
export const findReviewSchedules = (q: string, signal: AbortSignal): Promise<ReviewScheduleView[]> =>
  findIn(ROOT, ListReviewSchedulesAnswer, { q, limit: 5 }, signal);

export const reviewScheduleOne = (id: string) =>
  queryOptions({
    queryKey: ['review-schedule', 'one', id],
    queryFn: ({ signal }) => apiGet(path(id), ReviewScheduleView, { signal }),
    refetchInterval: POLL_MS,
  });

/** The slots that have passed, newest first. */
export const reviewSlots = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['review-schedule', 'slots', id],
    ...pagesOf(`${path(id)}/slots`, ListReviewSlotsAnswer, { limit: PAGE }),
    refetchInterval: POLL_MS,
  });

/** What a draft would do. It changes nothing, so it is asked like a reading; the same draft is asked once. */
export const reviewSchedulePreview = (draft: PreviewReviewScheduleInput) =>
  queryOptions({
    queryKey: ['review-schedule-preview', draft],
    queryFn: ({ signal }) => apiPost(`${ROOT}/preview`, ReviewSchedulePreview, draft, { signal }),
    staleTime: POLL_MS,
    placeholderData: keepPreviousData,
    retry: false,
  });

/** What a change of a schedule can show up in. */
const TOUCHED = ['review-schedule', 'review-campaign', 'review-item', 'audit-event', 'overview', 'clockwork'];

export function useCreateReviewSchedule() {
  const onSettled = useTouched(TOUCHED);
  return useMutation({
    mutationFn: (input: CreateReviewScheduleInput) => apiPost(ROOT, ReviewScheduleView, input),
    onSettled,
  });
}

export function useChangeReviewSchedule() {
  const onSettled = useTouched(TOUCHED);
  return useMutation({
    mutationFn: ({ id, ifMatch, ...changes }: ChangeReviewScheduleInput & { ifMatch: number }) =>
      apiPatch(path(id), ReviewScheduleView, changes, { ifMatch }),
    onSettled,
  });
}

export function useMoveReviewSchedule(verb: 'pause' | 'resume' | 'run-now') {
  const onSettled = useTouched(TOUCHED);
  return useMutation({
    mutationFn: ({ id }: { id: string }) => apiPost(`${path(id)}/${verb}`, ReviewScheduleView, {}),
    onSettled,
  });
}
