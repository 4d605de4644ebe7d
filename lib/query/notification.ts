import { infiniteQueryOptions, keepPreviousData, queryOptions, useMutation } from '@tanstack/react-query';
import type { z } from 'zod';
import type { notificationOperations } from '@/lib/contract/notification';
import { apiGet, apiPatch, apiPost } from './api';
import { pagesOf } from './page';
import { InboxState, ListNotificationsAnswer, PreferencesView } from './shape/notification';
import { useTouched } from './touched';

const PAGE = 50;
const POLL_MS = 5000;

export const inboxState = () =>
  queryOptions({
    queryKey: ['notification', 'state'],
    queryFn: ({ signal }) => apiGet('/api/v1/inbox-state', InboxState, { signal }),
    refetchInterval: POLL_MS,
  });

export const notificationList = (filter: { unread?: string }) =>
  infiniteQueryOptions({
    queryKey: ['notification', 'list', filter],
    ...pagesOf('/api/v1/notifications', ListNotificationsAnswer, { ...filter, limit: PAGE }),
    placeholderData: keepPreviousData,
    refetchInterval: POLL_MS,
  });

export function useMarkRead() {
  const onSettled = useTouched(['notification']);
  return useMutation({
    mutationFn: (input: { ids?: string[]; read?: boolean }) =>
      apiPost('/api/v1/notifications/read', InboxState, input),
    onSettled,
  });
}

export const notificationPreferences = () =>
  queryOptions({
    queryKey: ['notification-preferences'],
    queryFn: ({ signal }) => apiGet('/api/v1/notification-preferences', PreferencesView, { signal }),
  });

export type PreferenceChange = z.input<typeof notificationOperations.prefer.input>;

export function useChangePreferences() {
  const onSettled = useTouched(['notification-preferences', 'audit-event']);
  return useMutation({
    mutationFn: ({ ifMatch, ...change }: PreferenceChange & { ifMatch: number }) =>
      apiPatch('/api/v1/notification-preferences', PreferencesView, change, { ifMatch }),
    onSettled,
  });
}
