import { queryOptions, useMutation } from '@tanstack/react-query';
import type { AddIdentityInput } from '@/lib/contract/identity';
import { apiGet, apiPost } from './api';
import { IdentityView, ListIdentitiesAnswer } from './shape/identity';
import { useTouched } from './touched';

const MOST = 200;
const POLL_MS = 30_000;
const pathOf = (agent: string) => `/api/v1/agents/${encodeURIComponent(agent)}/identities`;

/** What binds running processes to an agent now. */
export const identityList = (agent: string) =>
  queryOptions({
    queryKey: ['identity', 'list', agent],
    queryFn: ({ signal }) =>
      apiGet(pathOf(agent), ListIdentitiesAnswer, {
        query: { removed: 'false', limit: MOST, count: 'true' },
        signal,
      }),
    refetchInterval: POLL_MS,
  });

const TOUCHED = ['identity', 'issuer', 'agent', 'audit-event'];

export function useAddIdentity() {
  const onSettled = useTouched(TOUCHED);
  return useMutation({
    mutationFn: ({ id, ...input }: Omit<AddIdentityInput, 'requiredClaims'>) =>
      apiPost(pathOf(id), IdentityView, input),
    onSettled,
  });
}

export function useRemoveIdentity() {
  const onSettled = useTouched(TOUCHED);
  return useMutation({
    mutationFn: ({
      agent,
      id,
      reason,
      ifMatch,
    }: {
      agent: string;
      id: string;
      reason: string;
      ifMatch: number;
    }) => apiPost(`${pathOf(agent)}/${encodeURIComponent(id)}/remove`, IdentityView, { reason }, { ifMatch }),
    onSettled,
  });
}
