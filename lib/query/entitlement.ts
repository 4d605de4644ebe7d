import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { EntitlementView, entitlementOperations } from '@/lib/contract/entitlement';
import { apiGet, apiPost } from './api';

const EntitlementPage = entitlementOperations.list.output;
const MOST = 200;
const POLL_MS = 30_000;

/** Entitlements of an agent, or that reach into a system. */
export const entitlementList = (filter: { agent?: string; system?: string; live?: 'true' | 'false' }) =>
  queryOptions({
    queryKey: ['entitlement', 'list', filter],
    queryFn: ({ signal }) =>
      apiGet('/api/v1/entitlements', EntitlementPage, {
        query: { ...filter, limit: MOST, count: 'true' },
        signal,
      }),
    refetchInterval: POLL_MS,
  });

export function useRevokeEntitlement() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ id, reason, ifMatch }: { id: string; reason: string; ifMatch: number }) =>
      apiPost(
        `/api/v1/entitlements/${encodeURIComponent(id)}/revoke`,
        EntitlementView,
        { reason },
        { ifMatch },
      ),
    // On refusal too: a refusal usually means that what is on the screen is out of date.
    onSettled: () =>
      Promise.all(
        ['entitlement', 'grant', 'task', 'agent', 'audit-event', 'overview'].map((noun) =>
          queryClient.invalidateQueries({ queryKey: [noun] }),
        ),
      ),
  });
}
