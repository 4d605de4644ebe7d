import { queryOptions, useMutation } from '@tanstack/react-query';
import { EntitlementView, entitlementOperations } from '@/lib/contract/entitlement';
import type { ScopeShape } from '@/lib/contract/scope';
import { apiGet, apiPost } from './api';
import { useTouched } from './touched';

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

const TOUCHED = ['entitlement', 'grant', 'task', 'agent', 'audit-event', 'overview'];

export function useRevokeEntitlement() {
  const onSettled = useTouched(TOUCHED);
  return useMutation({
    mutationFn: ({ id, reason, ifMatch }: { id: string; reason: string; ifMatch: number }) =>
      apiPost(
        `/api/v1/entitlements/${encodeURIComponent(id)}/revoke`,
        EntitlementView,
        { reason },
        { ifMatch },
      ),
    onSettled,
  });
}

type Narrowing = { id: string; scope: ScopeShape; reason: string; ifMatch: number };

export function useNarrowEntitlement() {
  const onSettled = useTouched([...TOUCHED, 'finding']);
  return useMutation({
    mutationFn: ({ id, ifMatch, ...input }: Narrowing) =>
      apiPost(`/api/v1/entitlements/${encodeURIComponent(id)}/narrow`, EntitlementView, input, { ifMatch }),
    onSettled,
  });
}
