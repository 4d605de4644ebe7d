import { infiniteQueryOptions, keepPreviousData, queryOptions, useMutation } from '@tanstack/react-query';
import { apiGet, apiPost } from './api';
import { itemsOf, pagesOf } from './page';
import { IssuerTestView, IssuerView, ListIssuersAnswer } from './shape/issuer';
import { useTouched } from './touched';

const PAGE = 50;
const MOST = 200;
const FOUND = 8;
const POLL_MS = 30_000;

export const issuerList = () =>
  infiniteQueryOptions({
    queryKey: ['issuer', 'list'],
    ...pagesOf('/api/v1/issuers', ListIssuersAnswer, { limit: PAGE }, { isCounted: true }),
    placeholderData: keepPreviousData,
    refetchInterval: POLL_MS,
  });

/** A few issuers that fit. There are not many, so the list is read and looked through here. */
export async function findIssuers(text: string, signal: AbortSignal): Promise<IssuerView[]> {
  const { items } = await apiGet('/api/v1/issuers', ListIssuersAnswer, { query: { limit: MOST }, signal });
  const sought = text.toLowerCase();
  return items
    .filter(({ name, issuer }) => `${name} ${issuer}`.toLowerCase().includes(sought))
    .slice(0, FOUND);
}

/** The OIDC issuers whose subjects can be bound to an agent. */
export const oidcIssuers = () =>
  queryOptions({
    queryKey: ['issuer', 'oidc'],
    ...itemsOf('/api/v1/issuers', ListIssuersAnswer, { kind: 'oidc', enabled: 'true', limit: MOST }),
  });

const TOUCHED = ['issuer', 'identity', 'audit-event'];
const pathOf = (id: string, verb: string) => `/api/v1/issuers/${encodeURIComponent(id)}/${verb}`;

export type NewIssuer = { kind: 'oidc' | 'spiffe'; name: string; issuer: string; keysUrl: string };

export function useCreateIssuer() {
  const onSettled = useTouched(TOUCHED);
  return useMutation({
    mutationFn: (input: NewIssuer) => apiPost('/api/v1/issuers', IssuerView, input),
    onSettled,
  });
}

export function useDisableIssuer() {
  const onSettled = useTouched(TOUCHED);
  return useMutation({
    mutationFn: ({ id, reason, ifMatch }: { id: string; reason: string; ifMatch: number }) =>
      apiPost(pathOf(id, 'disable'), IssuerView, { reason }, { ifMatch }),
    onSettled,
  });
}

export function useEnableIssuer() {
  const onSettled = useTouched(TOUCHED);
  return useMutation({
    mutationFn: ({ id }: { id: string }) => apiPost(pathOf(id, 'enable'), IssuerView, {}),
    onSettled,
  });
}

export function useTestIssuer() {
  const onSettled = useTouched(TOUCHED);
  return useMutation({
    mutationFn: ({ id }: { id: string }) => apiPost(pathOf(id, 'test'), IssuerTestView, {}),
    onSettled,
  });
}
