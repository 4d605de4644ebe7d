import { infiniteQueryOptions, queryOptions, useMutation } from '@tanstack/react-query';
import { apiGet, apiPost } from './api';
import { pagesOf } from './page';
import { CheckpointStatus, ListCheckpointsAnswer, VerificationView } from './shape/ledger';
import { useTouched } from './touched';

const POLL_MS = 5 * 60_000;
const NEAR_POLL_MS = 60_000;
const PAGE = 50;

const status = {
  queryKey: ['checkpoint', 'status'] as const,
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    apiGet('/api/v1/checkpoints/status', CheckpointStatus, { signal }),
};

/** Whether the ledger is known to be broken: asked seldom, on every page. */
export const ledgerStatus = () => queryOptions({ ...status, staleTime: POLL_MS, refetchInterval: POLL_MS });

/** The same where somebody looks at it. */
export const ledgerStatusNear = () => queryOptions({ ...status, refetchInterval: NEAR_POLL_MS });

export const checkpointList = () =>
  infiniteQueryOptions({
    queryKey: ['checkpoint', 'list'],
    ...pagesOf('/api/v1/checkpoints', ListCheckpointsAnswer, { limit: PAGE }, { isCounted: true }),
  });

/** What is verified: from a moment on, or everything; up to as many records as the API reads at once. */
export function useVerifyLedger() {
  const onSettled = useTouched(['checkpoint']);
  return useMutation({
    mutationFn: ({ from }: { from: Date | null }) =>
      apiPost('/api/v1/checkpoints/verify', VerificationView, {
        ...(from !== null && { from: from.toISOString() }),
        limit: 200_000,
      }),
    onSettled,
  });
}

/** Where the part of the ledger up to a checkpoint is fetched from, after the one before. */
export function ledgerPartHref(from: Date | null, to: Date): string {
  const span = { ...(from !== null && { from: from.toISOString() }), to: to.toISOString(), limit: '200000' };
  return `/api/v1/checkpoints/export?${new URLSearchParams(span)}`;
}
