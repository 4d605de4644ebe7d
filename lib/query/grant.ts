import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { GrantView, grantOperations } from '@/lib/contract/grant';
import { apiGet, apiPost } from './api';

const GrantPage = grantOperations.list.output;
const MOST = 200;
const POLL_MS = 15_000;

/** What an agent or a task holds at the moment. */
export const liveGrants = (of: { agent?: string; task?: string }) =>
  queryOptions({
    queryKey: ['grant', 'live', of],
    queryFn: ({ signal }) =>
      apiGet('/api/v1/grants', GrantPage, {
        query: { ...of, live: 'true', limit: MOST, count: 'true' },
        signal,
      }),
    refetchInterval: POLL_MS,
  });

export function useRevokeGrant() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ id, reason, ifMatch }: { id: string; reason: string; ifMatch: number }) =>
      apiPost(`/api/v1/grants/${encodeURIComponent(id)}/revoke`, GrantView, { reason }, { ifMatch }),
    // On refusal too: a refusal usually means that what is on the screen is out of date.
    onSettled: () =>
      Promise.all(
        ['grant', 'task', 'entitlement', 'agent', 'audit-event', 'overview'].map((noun) =>
          queryClient.invalidateQueries({ queryKey: [noun] }),
        ),
      ),
  });
}
