'use client';

import { useInfiniteQuery, useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { CircleCheck } from 'lucide-react';
import { parseAsArrayOf, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { useEffect, useMemo } from 'react';
import { PageHeader } from '@/components/layout/page-header';
import { Button } from '@/components/ui/button';
import { CountText } from '@/components/ui/count-text';
import { DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { LinkButton } from '@/components/ui/link-button';
import { ListFooter } from '@/components/ui/list-footer';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { Segmented } from '@/components/ui/segmented';
import { Select } from '@/components/ui/select';
import { useShortcut } from '@/components/ui/shortcut';
import { Skeleton } from '@/components/ui/skeleton';
import { StaleBadge } from '@/components/ui/stale-badge';
import type { SignOffView } from '@/lib/contract/review-campaign';
import type { ReviewItemSummary } from '@/lib/contract/review-item';
import { paths } from '@/lib/paths';
import { agentOne } from '@/lib/query/agent';
import { myCampaigns, signOffReceipt } from '@/lib/query/review-campaign';
import { myReviewItems, reviewItemOne } from '@/lib/query/review-item';
import { ClusterCard } from './cluster-card';
import { ClusterList } from './cluster-list';
import { MY_COLUMNS } from './item-columns';
import { QueueList } from './queue-list';
import { ReviewCard } from './review-card';
import { ReviewTabs } from './review-tabs';
import { SignOffButton } from './sign-off-button';
import { SignOffDone } from './sign-off-done';
import { useReviewing } from './use-reviewing';

const VIEWS = ['cards', 'table'] as const;
const AHEAD = 3;
const ADDRESS = {
  campaign: parseAsString,
  i: parseAsString,
  cluster: parseAsString,
  view: parseAsStringLiteral(VIEWS).withDefault('cards'),
  /** The campaigns of which the receipt is shown: it is there again after a reload. */
  signed: parseAsArrayOf(parseAsString),
};

/** What is left for whoever is signed in: one card after the other, by keyboard, and signed off at the end. */
export function MyReviewsPage() {
  const [{ campaign, i, cluster, view, signed }, setAddress] = useQueryStates(ADDRESS, {
    history: 'replace',
  });
  const list = useInfiniteQuery(myReviewItems(campaign ?? undefined));
  const campaigns = useQuery(myCampaigns()).data;
  const done = useReceipts(signed);
  const pages = list.data?.pages;
  const items = useMemo(() => pages?.flatMap(({ items }) => items), [pages]);
  const at = items?.findIndex(({ id }) => id === i) ?? -1;
  const current = items?.[at] ?? (i === null ? items?.find(isPending) : undefined) ?? null;
  const currentId = current?.id ?? i;
  const decided = items?.filter(({ state }) => state === 'decided') ?? [];
  const left = items?.filter(isPending).length ?? 0;

  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  useEffect(() => {
    // Who comes to the end of what is loaded must find the next item there.
    if (hasNextPage && !isFetchingNextPage && left < 50) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, left]);
  useAhead(items, currentId);

  const go = (id: string | null) => void setAddress({ i: id, cluster: null });
  const onSaid = (id: string) => {
    const all = items ?? [];
    const here = all.findIndex((one) => one.id === id);
    const isNext = (one: ReviewItemSummary) => isPending(one) && one.id !== id;
    go((all.slice(here + 1).find(isNext) ?? all.find(isNext))?.id ?? null);
  };
  const { say, takeBack } = useReviewing({ current, onSaid, onBack: go });
  const step = (by: 1 | -1) => {
    const all = items ?? [];
    const here = all.findIndex((one) => one.id === currentId);
    const next = all[here + by];
    if (next !== undefined) go(next.id);
  };
  const total = pages?.[0]?.total ?? items?.length ?? 0;
  const isOver = items !== undefined && currentId === null;

  return (
    <>
      <PageHeader
        title="My reviews"
        mark={
          <>
            {items !== undefined && (
              <span className="text-muted">
                <CountText count={Math.max(left, total - decided.length)} /> left
                {decided.length > 0 && ` · ${decided.length} staged`}
              </span>
            )}
            {list.isError && items !== undefined && <StaleBadge since={new Date(list.dataUpdatedAt)} />}
          </>
        }
        actions={
          <>
            {campaigns !== undefined && campaigns.length > 1 && (
              <Select
                aria-label="Campaign"
                emptyLabel="Every campaign"
                options={campaigns.map(({ id, name }) => ({ value: id, label: name }))}
                value={campaign ?? ''}
                onChange={({ target }) =>
                  void setAddress({ campaign: target.value || null, i: null, cluster: null })
                }
                className="max-w-56 max-sm:hidden"
              />
            )}
            <span className="max-sm:hidden">
              <Segmented
                label="Show as"
                options={[
                  { value: 'cards', label: 'Cards' },
                  { value: 'table', label: 'Table' },
                ]}
                value={view}
                onChange={(next) => void setAddress({ view: next, cluster: null })}
              />
            </span>
            <SignOffButton
              campaign={campaign}
              decided={decided}
              onDone={(views) => {
                void setAddress({ i: null, cluster: null, signed: views.map((one) => one.campaign) });
              }}
            />
          </>
        }
      />
      <ReviewTabs current="mine" />
      <div className="mt-3 flex flex-col gap-3">
        {list.isError && items === undefined && (
          <Problem
            error={list.error}
            title="Your reviews could not be loaded"
            onRetry={() => list.refetch()}
          />
        )}
        {done !== null && (
          <SignOffDone views={done} left={left} onClose={() => void setAddress({ signed: null })} />
        )}
        {items === undefined && !list.isError && <Skeleton className="h-120 w-full" />}
        {items !== undefined && view === 'table' && (
          <Panel title="Yours" flush>
            <DataTable
              caption="Items for which you are asked, the gravest tier first"
              columns={MY_COLUMNS}
              rows={items}
              rowKey={({ id }) => id}
              rowHref={({ id }) => paths.myReviews({ ...(campaign !== null && { campaign }), i: id })}
              total={total}
              empty={<NothingLeft />}
              footer={<ListFooter list={list} one="item" many="items" />}
            />
          </Panel>
        )}
        {items !== undefined && view === 'cards' && (
          <div className="grid items-start gap-3 lg:grid-cols-[minmax(0,1fr)_17rem]">
            {done === null || currentId !== null ? (
              <div className="min-w-0">
                {cluster !== null && campaign !== null ? (
                  <ClusterCard campaign={campaign} cluster={cluster} onClose={() => go(null)} />
                ) : currentId !== null ? (
                  <CardInFlow
                    id={currentId}
                    place={placeOf(items, currentId, total)}
                    onStep={step}
                    onSay={say}
                    onUndo={takeBack}
                  />
                ) : (
                  isOver && (
                    <AllDecided
                      decided={decided.length}
                      campaign={campaign}
                      onReceipt={(id) => void setAddress({ signed: [id] })}
                    />
                  )
                )}
              </div>
            ) : (
              <div className="min-w-0" />
            )}
            <div className="flex min-w-0 flex-col gap-3">
              <ClusterList
                campaigns={campaigns?.filter(({ id }) => campaign === null || id === campaign) ?? []}
                current={cluster}
              />
              {items.length > 0 && (
                <QueueList items={items} current={cluster === null ? currentId : null} campaign={campaign} />
              )}
            </div>
          </div>
        )}
      </div>
    </>
  );
}

const isPending = ({ state }: Pick<ReviewItemSummary, 'state'>): boolean => state === 'pending';

function placeOf(items: readonly ReviewItemSummary[], id: string, total: number): string | undefined {
  const at = items.findIndex((one) => one.id === id);
  return at === -1 ? undefined : `${at + 1} of ${Math.max(total, items.length)}`;
}

type FlowProps = Parameters<typeof ReviewCard>[0] & { onStep: (by: 1 | -1) => void };

function CardInFlow({ onStep, ...card }: FlowProps) {
  useShortcut({ keys: 'j', label: 'Next item', group: 'Review' }, () => onStep(1));
  useShortcut({ keys: 'k', label: 'Previous item', group: 'Review' }, () => onStep(-1));
  return <ReviewCard {...card} />;
}

/** The evidence of what comes next is there before it is asked for. */
function useAhead(items: readonly ReviewItemSummary[] | undefined, current: string | null) {
  const client = useQueryClient();
  useEffect(() => {
    if (items === undefined) return;
    const at = items.findIndex(({ id }) => id === current);
    for (const item of items
      .slice(at + 1)
      .filter(isPending)
      .slice(0, AHEAD)) {
      void client.prefetchQuery({ ...reviewItemOne(item.id), staleTime: 60_000 });
      if (item.agent !== null) {
        void client.prefetchQuery({ ...agentOne(item.agent.id), staleTime: 60_000 });
      }
    }
  }, [client, items, current]);
}

/** What was signed off, as it stands; null while there is nothing to show. */
function useReceipts(signed: readonly string[] | null): readonly SignOffView[] | null {
  const receipts = useQueries({ queries: (signed ?? []).map((id) => signOffReceipt(id)) });
  const found = receipts.flatMap(({ data }) => data ?? []);
  return found.length === 0 ? null : found;
}

type OverProps = { decided: number; campaign: string | null; onReceipt: (campaign: string) => void };

function AllDecided({ decided, campaign, onReceipt }: OverProps) {
  if (decided === 0) return <NothingLeft campaign={campaign} onReceipt={onReceipt} />;
  return (
    <Panel title="All decided">
      <EmptyState
        title={`${decided} ${decided === 1 ? 'decision waits' : 'decisions wait'} for your sign-off`}
      >
        Nothing of it has taken effect yet. Look at it again in the list, take back the last one with z, or
        sign it off: then it holds at the next call.
      </EmptyState>
    </Panel>
  );
}

function NothingLeft({ campaign = null, onReceipt }: Partial<Omit<OverProps, 'decided'>>) {
  const { data: receipt } = useQuery({ ...signOffReceipt(campaign ?? ''), enabled: campaign !== null });
  return (
    <Panel title="Done" mark={<CircleCheck aria-hidden="true" className="size-4 text-allow-text" />}>
      <EmptyState
        title="Nothing is left for you"
        action={
          <>
            {campaign !== null && receipt != null && (
              <Button onClick={() => onReceipt?.(campaign)}>What you signed off</Button>
            )}
            <LinkButton href={paths.reviews()}>All campaigns</LinkButton>
          </>
        }
      >
        When a campaign asks you for something, it stands here, and its number beside “Reviews” in the menu.
      </EmptyState>
    </Panel>
  );
}
