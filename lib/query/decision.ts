import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { apiGet } from './api';
import { itemsOf, pagesOf } from './page';
import { DecisionPage, DecisionView, HistogramView } from './shape/decision';
import { ReceiptView } from './shape/ledger';
import { ListToolsAnswer } from './shape/tool';

const PAGE = 100;
const CHAIN = 8;
const BARS = 72;
const CHART_POLL_MS = 15_000;
const RECEIPT_POLL_MS = 15_000;
const TOOLS_FRESH_MS = 60_000;

/** What decisions are narrowed to, as it stands in the URL. */
export type DecisionListFilter = Partial<
  Record<'q' | 'outcome' | 'reason' | 'agent' | 'task' | 'tool' | 'from' | 'to', string>
>;

const path = (id: string): string => `/api/v1/decisions/${encodeURIComponent(id)}`;

/**
 * The past, page by page, newest first; the present is the stream's. It is never renewed by itself: the tail
 * knows when, and a list must not move under somebody who reads in it.
 */
export const decisionList = (filter: DecisionListFilter) =>
  infiniteQueryOptions({
    queryKey: ['decision', 'list', filter],
    ...pagesOf('/api/v1/decisions', DecisionPage, { ...filter, limit: PAGE }),
    placeholderData: keepPreviousData,
    refetchOnMount: 'always',
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });

/** Outcomes over time; the last 24 hours where no time is asked for. */
export const decisionHistogram = (filter: DecisionListFilter) =>
  queryOptions({
    queryKey: ['decision', 'histogram', filter],
    queryFn: ({ signal }) =>
      apiGet('/api/v1/decisions/histogram', HistogramView, { query: { ...filter, buckets: BARS }, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: filter.to === undefined ? CHART_POLL_MS : false,
  });

export const decisionOne = (id: string) =>
  queryOptions({
    queryKey: ['decision', 'one', id],
    queryFn: ({ signal }) => apiGet(path(id), DecisionView, { signal }),
  });

/** What its task asked up to a decision, newest first. */
export const chainUpTo = (task: string, at: Date) =>
  queryOptions({
    queryKey: ['decision', 'chain', task, at.toISOString()],
    queryFn: ({ signal }) =>
      apiGet('/api/v1/decisions', DecisionPage, {
        // `to` is exclusive, and times on the wire end with milliseconds.
        query: { task, to: new Date(at.getTime() + 1).toISOString(), limit: CHAIN },
        signal,
      }),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** Its signed receipt, asked for until a checkpoint covers it. */
export const decisionReceipt = (id: string) =>
  queryOptions({
    queryKey: ['decision', 'receipt', id],
    queryFn: ({ signal }) => apiGet(`${path(id)}/receipt`, ReceiptView, { signal }),
    refetchInterval: ({ state }) =>
      state.data !== undefined && state.data.checkpoint === null ? RECEIPT_POLL_MS : false,
  });

/** Tools to narrow the list by. */
export const toolChoice = () =>
  queryOptions({
    queryKey: ['tool', 'choice'],
    ...itemsOf('/api/v1/tools', ListToolsAnswer, { limit: 150 }),
    staleTime: TOOLS_FRESH_MS,
  });
