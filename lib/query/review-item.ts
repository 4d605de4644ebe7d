import {
  type InfiniteData,
  infiniteQueryOptions,
  keepPreviousData,
  type QueryClient,
  queryOptions,
  useQueryClient,
} from '@tanstack/react-query';
import { useRef } from 'react';
import type { ReviewItemSummary } from '@/lib/contract/review-item';
import type { ScopeShape } from '@/lib/contract/scope';
import type { ReviewVerb } from '@/lib/domain/review';
import { apiGet, apiPost } from './api';
import { pagesOf } from './page';
import { ListReviewItemsAnswer, ReviewItemView } from './shape/review-item';

type ItemPages = InfiniteData<ListReviewItemsAnswer>;
const PAGE = 50;
const MOST = 200;
const POLL_MS = 30_000;
const BADGE_MS = 60_000;
const ROOT = '/api/v1/review-items';

const path = (id: string): string => `${ROOT}/${encodeURIComponent(id)}`;

export type ItemListFilter = Partial<
  Record<
    | 'q'
    | 'campaign'
    | 'reviewer'
    | 'state'
    | 'kind'
    | 'tier'
    | 'recommendation'
    | 'verb'
    | 'cluster'
    | 'agent',
    string
  >
>;

export const reviewItemList = (filter: ItemListFilter) =>
  infiniteQueryOptions({
    queryKey: ['review-item', 'list', filter],
    ...pagesOf(ROOT, ListReviewItemsAnswer, { ...filter, limit: PAGE }, { isCounted: true }),
    placeholderData: keepPreviousData,
    refetchInterval: POLL_MS,
  });

/** What whoever is signed in is asked for and has not signed off, decided or not. */
export const myReviewItems = (campaign?: string) =>
  infiniteQueryOptions({
    queryKey: ['review-item', 'mine', campaign ?? null],
    ...pagesOf(
      ROOT,
      ListReviewItemsAnswer,
      { queue: 'mine', state: 'pending,decided', campaign, limit: MOST },
      { isCounted: true },
    ),
    refetchInterval: POLL_MS,
  });

/** How much is left to decide for whoever is signed in. */
export const reviewsLeft = () =>
  queryOptions({
    queryKey: ['review-item', 'left'],
    queryFn: ({ signal }) =>
      apiGet(ROOT, ListReviewItemsAnswer, {
        query: { queue: 'mine', state: 'pending', limit: 1, count: 'true' },
        signal,
      }),
    select: ({ total, items }) => total ?? items.length,
    staleTime: BADGE_MS,
    refetchInterval: BADGE_MS,
  });

export const reviewItemOne = (id: string) =>
  queryOptions({
    queryKey: ['review-item', 'one', id],
    queryFn: ({ signal }) => apiGet(path(id), ReviewItemView, { signal }),
    refetchInterval: POLL_MS,
  });

/** What somebody says of an item, having seen its evidence for so long. */
export type Said = {
  verb: ReviewVerb;
  subjectRevision: number;
  seenMs: number;
  comment: string | null;
  scope?: ScopeShape;
  owner?: { email: string; name: string };
};

/** `ifMatch` where somebody else has decided it: only who has seen that decides otherwise. */
function sayIt(id: string, { verb, subjectRevision, seenMs, comment, scope, owner }: Said, ifMatch?: number) {
  const on = ifMatch === undefined ? {} : { ifMatch };
  const common = { subjectRevision, seenMs };
  const commented = { ...common, ...(comment !== null && { comment }) };
  switch (verb) {
    case 'keep':
      return apiPost(`${path(id)}/keep`, ReviewItemView, commented, on);
    case 'revoke':
      return apiPost(`${path(id)}/revoke`, ReviewItemView, commented, on);
    case 'narrow':
      return apiPost(`${path(id)}/narrow`, ReviewItemView, { ...commented, ...(scope && { scope }) }, on);
    case 'hand_over':
      return apiPost(`${path(id)}/hand-over`, ReviewItemView, { ...commented, owner: owner?.email }, on);
    case 'skip':
      return apiPost(`${path(id)}/skip`, ReviewItemView, { ...common, reason: comment }, on);
  }
}

/** Shows an item otherwise, in every list and on its own, without asking anybody. */
function patchItem(client: QueryClient, id: string, change: Partial<ReviewItemSummary>) {
  for (const kind of ['mine', 'list']) {
    client.setQueriesData<ItemPages>({ queryKey: ['review-item', kind] }, (data) =>
      data === undefined
        ? undefined
        : {
            ...data,
            pages: data.pages.map((page) =>
              page.items.some((item) => item.id === id)
                ? {
                    ...page,
                    items: page.items.map((item) => (item.id === id ? { ...item, ...change } : item)),
                  }
                : page,
            ),
          },
    );
  }
  client.setQueryData<ReviewItemView>(['review-item', 'one', id], (item) =>
    item === undefined ? undefined : { ...item, ...change },
  );
}

/** What of an item may be shown before the server has answered. */
type Shown = Pick<ReviewItemSummary, 'id' | 'state' | 'decision' | 'revision'>;

/** What was said here and has no answer yet. */
const onTheirWay = new Set<Promise<unknown>>();

/** Waits until all that is shown as decided is decided: it is signed off after that, not before. */
export async function allDecided(): Promise<void> {
  await Promise.allSettled(onTheirWay);
}

/**
 * Decides items, and takes that back. The screen shows it at once; where the server refuses, it shows again what
 * stood there, and reads it anew. What is said of one item is sent in the order in which it was said.
 */
export function useDecideItem(me: { id: string; name: string }) {
  const client = useQueryClient();
  const sent = useRef(new Map<string, { turn: number; last: Promise<unknown> }>());

  const send = async (
    item: Shown,
    shown: Pick<ReviewItemSummary, 'state' | 'decision'>,
    ask: () => Promise<ReviewItemView>,
  ): Promise<ReviewItemView> => {
    const before = sent.current.get(item.id);
    const turn = (before?.turn ?? 0) + 1;
    const isLast = () => sent.current.get(item.id)?.turn === turn;
    // An answer that is under way knows nothing of this yet.
    for (const kind of ['mine', 'list', 'one'])
      void client.cancelQueries({ queryKey: ['review-item', kind] });
    patchItem(client, item.id, shown);
    const asked = (before?.last ?? Promise.resolve()).then(ask, ask);
    sent.current.set(item.id, { turn, last: asked });
    onTheirWay.add(asked);
    try {
      const view = await asked;
      if (isLast()) {
        const { id, state, decision, revision } = view;
        patchItem(client, id, { state, decision, revision });
        client.setQueryData(['review-item', 'one', id], view);
      }
      void client.invalidateQueries({ queryKey: ['review-campaign'], refetchType: 'none' });
      void client.invalidateQueries({ queryKey: ['review-item', 'left'] });
      return view;
    } catch (problem) {
      if (isLast()) patchItem(client, item.id, { state: item.state, decision: item.decision });
      void client.invalidateQueries({ queryKey: ['review-item'] });
      throw problem;
    } finally {
      onTheirWay.delete(asked);
    }
  };

  return {
    decide: (item: Shown, said: Said) =>
      send(
        item,
        {
          state: 'decided',
          decision: {
            verb: said.verb,
            comment: said.comment,
            by: me,
            at: new Date(),
            seenMs: said.seenMs,
            isBulk: false,
            bySilence: false,
          },
        },
        () =>
          sayIt(
            item.id,
            said,
            item.state === 'decided' && item.decision?.by?.id !== me.id ? item.revision : undefined,
          ),
      ),
    undo: (item: Shown) =>
      send(item, { state: 'pending', decision: null }, () =>
        apiPost(`${path(item.id)}/undo`, ReviewItemView, {}),
      ),
  };
}
