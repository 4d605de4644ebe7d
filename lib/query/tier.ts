import { queryOptions, useMutation } from '@tanstack/react-query';
import type { RiskTier, TierRules } from '@/lib/domain/risk-tier';
import { apiGet, apiPost, apiPut } from './api';
import { ListTiersAnswer, TierPreview, TierView } from './shape/tier';
import { useTouched } from './touched';

const POLL_MS = 15_000;
const path = (id: RiskTier): string => `/api/v1/tiers/${id}`;

/** All four, lowest first. */
export const tierList = () =>
  queryOptions({
    queryKey: ['tier', 'list'],
    queryFn: async ({ signal }) => (await apiGet('/api/v1/tiers', ListTiersAnswer, { signal })).items,
    refetchInterval: POLL_MS,
  });

/** What a draft would do. It changes nothing, so it is asked like a reading; the same draft is asked once. */
export const tierPreview = (id: RiskTier, rules: TierRules, revision: number) =>
  queryOptions({
    queryKey: ['tier-preview', id, revision, rules],
    queryFn: ({ signal }) => apiPost(`${path(id)}/preview`, TierPreview, { rules }, { signal }),
    staleTime: POLL_MS,
    retry: false,
  });

export function useReplaceTier() {
  const onSettled = useTouched(['tier', 'agent', 'audit-event']);
  return useMutation({
    mutationFn: ({
      id,
      rules,
      reason,
      ifMatch,
    }: {
      id: RiskTier;
      rules: TierRules;
      reason: string;
      ifMatch: number;
    }) => apiPut(path(id), TierView, { rules, reason }, { ifMatch }),
    onSettled,
  });
}
