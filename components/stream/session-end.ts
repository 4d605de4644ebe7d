import type { QueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { paths } from '@/lib/paths';
import { ApiError } from '@/lib/query/client';
import type { StreamState } from '@/lib/query/shared-stream';

/** A full load, so that nothing of whoever was signed in stays in memory. */
function goToSignIn(): void {
  const { pathname, search } = window.location;
  window.location.assign(paths.signIn(pathname === '/' ? undefined : `${pathname}${search}`));
}

/** Leads to the sign-in page, and back here afterwards, as soon as the server knows nobody any more. */
export function useSessionEnd(state: StreamState, queryClient: QueryClient): void {
  const isEnded = state.kind === 'ended';
  useEffect(() => {
    if (isEnded) goToSignIn();
  }, [isEnded]);
  useEffect(
    () =>
      queryClient.getQueryCache().subscribe((event) => {
        if (event.type !== 'updated' || event.action.type !== 'error') return;
        const { error } = event.action;
        if (error instanceof ApiError && error.status === 401) goToSignIn();
      }),
    [queryClient],
  );
}
