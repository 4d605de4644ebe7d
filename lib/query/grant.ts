import { queryOptions, useMutation } from '@tanstack/react-query';
import { GrantView, grantOperations } from '@/lib/contract/grant';
import { apiGet, apiPost } from './api';
import { useTouched } from './touched';

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

const TOUCHED = ['grant', 'task', 'entitlement', 'agent', 'audit-event', 'overview'];

export function useRevokeGrant() {
  const onSettled = useTouched(TOUCHED);
  return useMutation({
    mutationFn: ({ id, reason, ifMatch }: { id: string; reason: string; ifMatch: number }) =>
      apiPost(`/api/v1/grants/${encodeURIComponent(id)}/revoke`, GrantView, { reason }, { ifMatch }),
    onSettled,
  });
}
