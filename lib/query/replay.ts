import { queryOptions, useMutation } from '@tanstack/react-query';
import { isReplayOpen } from '@/lib/domain/replay-state';
import { apiPost } from './api';
import { itemsOf } from './page';
import { ListReplaysAnswer, ReplayView } from './shape/replay';
import { useTouched } from './touched';

const FEW = 5;
const LIVE_MS = 1000;
const TOUCHED = ['replay', 'audit-event'];

/** The last replays of a guardrail, newest first; looked at every second while one of them waits or runs. */
export const guardrailReplays = (guardrail: string) =>
  queryOptions({
    queryKey: ['replay', 'of', guardrail],
    ...itemsOf(`/api/v1/guardrails/${encodeURIComponent(guardrail)}/replays`, ListReplaysAnswer, {
      limit: FEW,
    }),
    refetchInterval: ({ state }) => (state.data?.items.some(isReplayOpen) ? LIVE_MS : false),
  });

export function useStartReplay() {
  const onSettled = useTouched(TOUCHED);
  return useMutation({
    mutationFn: ({ id, text, days }: { id: string; text: string; days: number }) =>
      apiPost(`/api/v1/guardrails/${encodeURIComponent(id)}/replay`, ReplayView, { text, days }),
    onSettled,
  });
}

export function useCancelReplay() {
  const onSettled = useTouched(TOUCHED);
  return useMutation({
    mutationFn: (id: string) => apiPost(`/api/v1/replays/${encodeURIComponent(id)}/cancel`, ReplayView, {}),
    onSettled,
  });
}
