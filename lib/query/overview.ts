import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { OVERVIEW_RANGES } from '@/lib/domain/overview';
import { apiGet } from './api';
import { DecisionPage } from './shape/decision';
import { OverviewView } from './shape/overview';

const POLL_MS = 15_000;
const FIRST_POLL_MS = 5_000;

export type OverviewRange = (typeof OVERVIEW_RANGES)[number];

export const overview = (range: OverviewRange) =>
  queryOptions({
    queryKey: ['overview', range],
    queryFn: ({ signal }) => apiGet('/api/v1/overview', OverviewView, { query: { range }, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: POLL_MS,
  });

/** Whether a decision was ever made here. Somebody who waits for the first one sees it come. */
export const everDecided = () =>
  queryOptions({
    queryKey: ['decision', 'ever'],
    queryFn: async ({ signal }) =>
      (await apiGet('/api/v1/decisions', DecisionPage, { query: { limit: 1 }, signal })).items.length > 0,
    refetchInterval: ({ state }) => (state.data === true ? false : FIRST_POLL_MS),
  });
