import { queryOptions, useMutation } from '@tanstack/react-query';
import type { CreateSavedViewInput } from '@/lib/contract/saved-view';
import type { ViewedList } from '@/lib/domain/saved-view';
import { apiGet, apiPost } from './api';
import { ListSavedViewsAnswer, SavedViewView } from './shape/saved-view';
import { useTouched } from './touched';

const FRESH_MS = 5 * 60_000;

/** The views of a list that whoever is signed in has saved. */
export const savedViews = (list: ViewedList) =>
  queryOptions({
    queryKey: ['saved-view', list],
    queryFn: ({ signal }) => apiGet('/api/v1/saved-views', ListSavedViewsAnswer, { query: { list }, signal }),
    select: ({ items }) => items,
    staleTime: FRESH_MS,
  });

export function useCreateSavedView() {
  const onSettled = useTouched(['saved-view']);
  return useMutation({
    mutationFn: (input: CreateSavedViewInput) => apiPost('/api/v1/saved-views', SavedViewView, input),
    onSettled,
  });
}

export function useRemoveSavedView() {
  const onSettled = useTouched(['saved-view']);
  return useMutation({
    mutationFn: (id: string) =>
      apiPost(`/api/v1/saved-views/${encodeURIComponent(id)}/remove`, SavedViewView, {}),
    onSettled,
  });
}
