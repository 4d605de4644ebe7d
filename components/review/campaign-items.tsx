'use client';

import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useMemo } from 'react';
import { Button } from '@/components/ui/button';
import { DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { type Filter, FilterBar, useFilters } from '@/components/ui/filter-bar';
import { LinkButton } from '@/components/ui/link-button';
import { ListFooter } from '@/components/ui/list-footer';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import type { ReviewCampaignView } from '@/lib/contract/review-campaign';
import { REVIEW_ITEM_KINDS, REVIEW_ITEM_STATES, REVIEW_VERBS } from '@/lib/domain/review';
import { RISK_TIERS } from '@/lib/domain/risk-tier';
import { paths } from '@/lib/paths';
import { campaignProgress } from '@/lib/query/review-campaign';
import { reviewItemList, reviewItemOne } from '@/lib/query/review-item';
import { CAMPAIGN_COLUMNS } from './item-columns';
import { ReviewCard } from './review-card';
import { ITEM_STATE_WORDS, KIND_NAMES, SAID_WORDS, VERB_WORDS } from './review-words';
import { useReviewing } from './use-reviewing';

const sentence = (word: string) => `${word[0]?.toUpperCase() ?? ''}${word.slice(1)}`;

const filtersWith = (reviewers: readonly { value: string; label: string }[]) =>
  [
    { kind: 'text', key: 'q', label: 'Agent, subject or system' },
    {
      kind: 'select',
      key: 'state',
      label: 'State',
      anyLabel: 'Any state',
      options: REVIEW_ITEM_STATES.map((value) => ({ value, label: ITEM_STATE_WORDS[value] })),
    },
    {
      kind: 'select',
      key: 'tier',
      label: 'Tier',
      anyLabel: 'Any tier',
      options: RISK_TIERS.map((value) => ({ value, label: sentence(value) })),
    },
    { kind: 'select', key: 'reviewer', label: 'Asked', anyLabel: 'Anybody', options: reviewers },
    {
      kind: 'select',
      key: 'verb',
      label: 'Decision',
      anyLabel: 'Any decision',
      options: REVIEW_VERBS.map((value) => ({ value, label: SAID_WORDS[value] })),
    },
    {
      kind: 'select',
      key: 'recommendation',
      label: 'Recommended',
      anyLabel: 'Any recommendation',
      options: REVIEW_VERBS.map((value) => ({ value, label: VERB_WORDS[value] })),
      isFurther: true,
    },
    {
      kind: 'select',
      key: 'kind',
      label: 'Kind',
      anyLabel: 'Any kind',
      options: REVIEW_ITEM_KINDS.map((value) => ({ value, label: KIND_NAMES[value] })),
      isFurther: true,
    },
  ] as const satisfies readonly Filter[];

type Props = { campaign: ReviewCampaignView; item: string | null };

/** What the campaign looks at, narrowed by what one asks for; one of them with its evidence. */
export function CampaignItems({ campaign, item }: Props) {
  if (item !== null) return <OneItem campaign={campaign} id={item} />;
  return <ItemTable campaign={campaign} />;
}

function ItemTable({ campaign }: { campaign: ReviewCampaignView }) {
  const progress = useQuery(campaignProgress(campaign.id)).data;
  const filters = useMemo(
    () =>
      filtersWith(
        (progress?.byReviewer ?? []).flatMap(({ reviewer }) =>
          reviewer === null ? [] : [{ value: reviewer.id, label: reviewer.name }],
        ),
      ),
    [progress],
  );
  const { values, clear } = useFilters(filters);
  const list = useInfiniteQuery(reviewItemList({ ...values, campaign: campaign.id }));
  const pages = list.data?.pages;
  const rows = pages?.flatMap(({ items }) => items);
  return (
    <div className="flex flex-col gap-3">
      <FilterBar filters={filters} />
      {list.isError && (
        <Problem error={list.error} title="The items could not be loaded" onRetry={() => list.refetch()} />
      )}
      {(rows !== undefined || !list.isError) && (
        <Panel title="Items" flush>
          <DataTable
            caption="Items, the gravest tier first"
            columns={CAMPAIGN_COLUMNS}
            rows={rows}
            rowKey={({ id }) => id}
            rowHref={({ id }) => paths.reviewCampaign(campaign.id, { item: id })}
            total={pages?.[0]?.total ?? null}
            empty={
              Object.keys(values).length > 0 ? (
                <EmptyState title="No item fits" action={<Button onClick={clear}>Clear the filters</Button>}>
                  Take a filter away, or search for a part of the name.
                </EmptyState>
              ) : (
                <EmptyState title="Nothing to look at">
                  {campaign.state === 'preparing'
                    ? 'Its items are being made.'
                    : 'The schedule covered nothing when its day came.'}
                </EmptyState>
              )
            }
            footer={<ListFooter list={list} one="item" many="items" />}
          />
        </Panel>
      )}
    </div>
  );
}

function OneItem({ campaign, id }: { campaign: ReviewCampaignView; id: string }) {
  const router = useRouter();
  const current = useQuery(reviewItemOne(id)).data ?? null;
  const back = paths.reviewCampaign(campaign.id, { tab: 'items' });
  const { say, takeBack } = useReviewing({
    current,
    onSaid: () => {},
    onBack: (back) => router.push(paths.reviewCampaign(campaign.id, { item: back }), { scroll: false }),
  });
  return (
    <div className="flex max-w-240 flex-col gap-3">
      <LinkButton href={back} size="sm" className="w-fit">
        All items
      </LinkButton>
      <ReviewCard id={id} onSay={say} onUndo={takeBack} />
    </div>
  );
}
