import { queryOptions } from '@tanstack/react-query';
import { apiGet } from './api';
import { AboutView, SignInSettings, StorageView } from './shape/settings';

const FRESH_MS = 30_000;

export const signInSettings = () =>
  queryOptions({
    queryKey: ['settings', 'sign-in'],
    queryFn: ({ signal }) => apiGet('/api/v1/settings/sign-in', SignInSettings, { signal }),
    staleTime: FRESH_MS,
  });

export const storage = () =>
  queryOptions({
    queryKey: ['settings', 'storage'],
    queryFn: ({ signal }) => apiGet('/api/v1/settings/storage', StorageView, { signal }),
    staleTime: FRESH_MS,
  });

export const about = () =>
  queryOptions({
    queryKey: ['settings', 'about'],
    queryFn: ({ signal }) => apiGet('/api/v1/settings/about', AboutView, { signal }),
    staleTime: FRESH_MS,
  });
