import { infiniteQueryOptions, keepPreviousData, queryOptions, useMutation } from '@tanstack/react-query';
import type { ChangeUserInput, CreateUserInput } from '@/lib/contract/user';
import { apiGet, apiPatch, apiPost } from './api';
import { findIn, itemsOf, pagesOf } from './page';
import { DisablePreviewView, ListUsersAnswer, PasswordLinkView, UserView } from './shape/user';
import { useTouched } from './touched';

const MOST = 200;
/** Names change rarely. */
const FRESH_MS = 5 * 60_000;

/** A few people who fit: to choose one from. Those who left are not among them. */
export const findUsers = (q: string, signal: AbortSignal): Promise<UserView[]> =>
  findIn('/api/v1/users', ListUsersAnswer, { q, limit: 8, disabled: 'false' }, signal);

/** People to narrow a list by, those who left among them: their agents are the ones to look for. */
export const userChoice = () =>
  queryOptions({
    queryKey: ['user', 'choice'],
    ...itemsOf('/api/v1/users', ListUsersAnswer, { limit: MOST }),
    staleTime: FRESH_MS,
  });

/** One person, by id or address. */
export const userOne = (key: string) =>
  queryOptions({
    queryKey: ['user', 'one', key],
    queryFn: ({ signal }) => apiGet(`/api/v1/users/${encodeURIComponent(key)}`, UserView, { signal }),
    staleTime: FRESH_MS,
  });

const NAMED = 3;
const PAGE = 50;
const path = (id: string): string => `/api/v1/users/${encodeURIComponent(id)}`;

/** The first enabled admins, by name: who can give somebody a role. */
export const adminNames = () =>
  queryOptions({
    queryKey: ['user', 'admins'],
    queryFn: ({ signal }) =>
      apiGet('/api/v1/users', ListUsersAnswer, {
        query: { role: 'admin', disabled: 'false', limit: NAMED },
        signal,
      }),
    select: ({ items }) => items.map(({ name }) => name),
    staleTime: FRESH_MS,
  });

export type UserListFilter = Partial<Record<'q' | 'role' | 'disabled', string>>;

export const userList = (filter: UserListFilter) =>
  infiniteQueryOptions({
    queryKey: ['user', 'list', filter],
    ...pagesOf('/api/v1/users', ListUsersAnswer, { ...filter, limit: PAGE }, { isCounted: true }),
    placeholderData: keepPreviousData,
  });

/** What disabling somebody would take away, as of now. */
export const disablePreview = (id: string) =>
  queryOptions({
    queryKey: ['user', 'disable-preview', id],
    queryFn: ({ signal }) => apiGet(`${path(id)}/disable-preview`, DisablePreviewView, { signal }),
    staleTime: 0,
  });

/** What a change of a person can show up in. */
const TOUCHED = [
  'user',
  'session',
  'api-key',
  'agent',
  'task',
  'audit-event',
  'overview',
  'finding',
  'setup',
];

export function useCreateUser() {
  const onSettled = useTouched(TOUCHED);
  return useMutation({
    mutationFn: (input: CreateUserInput) => apiPost('/api/v1/users', UserView, input),
    onSettled,
  });
}

export function useChangeUser() {
  const onSettled = useTouched(TOUCHED);
  return useMutation({
    mutationFn: ({ id, ifMatch, ...changes }: ChangeUserInput & { ifMatch: number }) =>
      apiPatch(path(id), UserView, changes, { ifMatch }),
    onSettled,
  });
}

export function useSwitchUser(verb: 'disable' | 'enable') {
  const onSettled = useTouched(TOUCHED);
  return useMutation({
    mutationFn: ({ id }: { id: string }) => apiPost(`${path(id)}/${verb}`, UserView, {}),
    onSettled,
  });
}

export function useJoinUser() {
  const onSettled = useTouched([...TOUCHED, 'escalation', 'approver-group']);
  return useMutation({
    mutationFn: ({ id, with: other }: { id: string; with: string }) =>
      apiPost(`${path(id)}/join`, UserView, { with: other }),
    onSettled,
  });
}

export function usePartUser() {
  const onSettled = useTouched([...TOUCHED, 'escalation', 'approver-group']);
  return useMutation({
    mutationFn: ({ id, reason }: { id: string; reason: string }) =>
      apiPost(`${path(id)}/part`, UserView, { reason }),
    onSettled,
  });
}

/** A link is shown once, so it is made by hand and kept by nobody. */
export function useResetPassword() {
  const onSettled = useTouched(['user', 'audit-event']);
  return useMutation({
    mutationFn: ({ id }: { id: string }) => apiPost(`${path(id)}/reset-password`, PasswordLinkView, {}),
    onSettled,
    gcTime: 0,
  });
}
