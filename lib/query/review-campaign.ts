import { infiniteQueryOptions, keepPreviousData, queryOptions, useMutation } from '@tanstack/react-query';
import type {
  CloseCampaignInput,
  DecideClusterInput,
  ReassignCampaignInput,
  RemindCampaignInput,
  ReviewCampaignSummary,
} from '@/lib/contract/review-campaign';
import { apiGet, apiPost } from './api';
import { findIn, itemsOf, pagesOf } from './page';
import {
  DecideReviewClusterAnswer,
  ListReviewCampaignsAnswer,
  ListReviewClustersAnswer,
  ReassignReviewCampaignAnswer,
  RemindReviewCampaignAnswer,
  ReviewCampaignView,
  ReviewProgress,
  ReviewReport,
  SignOffView,
} from './shape/review-campaign';
import { useTouched } from './touched';

const PAGE = 50;
const POLL_MS = 30_000;
const MOST = 200;
const ROOT = '/api/v1/review-campaigns';

const path = (id: string): string => `${ROOT}/${encodeURIComponent(id)}`;

export type CampaignListFilter = Partial<Record<'q' | 'state' | 'overdue' | 'schedule', string>>;

export const campaignList = (filter: CampaignListFilter) =>
  infiniteQueryOptions({
    queryKey: ['review-campaign', 'list', filter],
    ...pagesOf(ROOT, ListReviewCampaignsAnswer, { ...filter, limit: PAGE }, { isCounted: true }),
    placeholderData: keepPreviousData,
    refetchInterval: POLL_MS,
  });

/** The campaigns that run now. */
export const runningCampaigns = (limit: number) =>
  queryOptions({
    queryKey: ['review-campaign', 'running', limit],
    ...itemsOf(ROOT, ListReviewCampaignsAnswer, { state: 'open,closing,preparing', limit }),
    refetchInterval: POLL_MS,
  });

/** The open campaigns in which whoever is signed in is asked. */
export const myCampaigns = () =>
  queryOptions({
    queryKey: ['review-campaign', 'mine'],
    ...itemsOf(ROOT, ListReviewCampaignsAnswer, { queue: 'mine', state: 'open', limit: MOST }),
    refetchInterval: POLL_MS,
  });

/** A few campaigns that fit: for the palette. */
export const findCampaigns = (q: string, signal: AbortSignal): Promise<ReviewCampaignSummary[]> =>
  findIn(ROOT, ListReviewCampaignsAnswer, { q, limit: 5 }, signal);

export const campaignOne = (id: string) =>
  queryOptions({
    queryKey: ['review-campaign', 'one', id],
    queryFn: ({ signal }) => apiGet(path(id), ReviewCampaignView, { signal }),
    refetchInterval: POLL_MS,
  });

export const campaignProgress = (id: string) =>
  queryOptions({
    queryKey: ['review-campaign', 'progress', id],
    queryFn: ({ signal }) => apiGet(`${path(id)}/progress`, ReviewProgress, { signal }),
    refetchInterval: POLL_MS,
  });

export const campaignReport = (id: string) =>
  queryOptions({
    queryKey: ['review-campaign', 'report', id],
    queryFn: ({ signal }) => apiGet(`${path(id)}/report`, ReviewReport, { signal }),
  });

/** What may be decided in one go. */
export const campaignClusters = (id: string) =>
  queryOptions({
    queryKey: ['review-campaign', 'clusters', id],
    queryFn: async ({ signal }) =>
      (
        await apiGet(`${path(id)}/clusters`, ListReviewClustersAnswer, {
          query: { queue: 'mine' },
          signal,
        })
      ).items,
  });

/** Where the signed evidence of a campaign can be had. */
export const evidenceUrl = (id: string): string => `${path(id)}/evidence.zip`;

/** What a decision that takes effect can show up in. */
const TOUCHED = [
  'review-campaign',
  'review-item',
  'review-schedule',
  'agent',
  'entitlement',
  'grant',
  'tool',
  'finding',
  'audit-event',
  'overview',
];

export function useDecideCluster() {
  const onSettled = useTouched(['review-campaign', 'review-item']);
  return useMutation({
    mutationFn: ({ id, ...input }: DecideClusterInput) =>
      apiPost(`${path(id)}/decide-cluster`, DecideReviewClusterAnswer, input),
    onSettled,
  });
}

export function useSignOff() {
  const onSettled = useTouched(TOUCHED);
  return useMutation({
    mutationFn: ({ id }: { id: string }) => apiPost(`${path(id)}/sign-off`, SignOffView, {}),
    onSettled,
  });
}

export function useCloseCampaign() {
  const onSettled = useTouched(TOUCHED);
  return useMutation({
    mutationFn: ({ id, ...input }: CloseCampaignInput) =>
      apiPost(`${path(id)}/close`, ReviewCampaignView, input),
    onSettled,
  });
}

export function useRemindCampaign() {
  const onSettled = useTouched(['review-campaign', 'audit-event']);
  return useMutation({
    mutationFn: ({ id, ...input }: RemindCampaignInput) =>
      apiPost(`${path(id)}/remind`, RemindReviewCampaignAnswer, input),
    onSettled,
  });
}

export function useReassignCampaign() {
  const onSettled = useTouched(['review-campaign', 'review-item', 'audit-event']);
  return useMutation({
    mutationFn: ({ id, ...input }: ReassignCampaignInput) =>
      apiPost(`${path(id)}/reassign`, ReassignReviewCampaignAnswer, input),
    onSettled,
  });
}
