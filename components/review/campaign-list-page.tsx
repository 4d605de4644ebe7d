'use client';

import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Gauge } from 'lucide-react';
import { PageHeader } from '@/components/layout/page-header';
import { Button } from '@/components/ui/button';
import { Chip } from '@/components/ui/chip';
import { CountText } from '@/components/ui/count-text';
import { type Column, DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { type Filter, FilterBar, useFilters } from '@/components/ui/filter-bar';
import { Link } from '@/components/ui/link';
import { LinkButton } from '@/components/ui/link-button';
import { ListFooter } from '@/components/ui/list-footer';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { Skeleton } from '@/components/ui/skeleton';
import { StaleBadge } from '@/components/ui/stale-badge';
import { EndText, TimeText } from '@/components/ui/time-text';
import type { ReviewCampaignSummary } from '@/lib/contract/review-campaign';
import { paths } from '@/lib/paths';
import { campaignList, campaignProgress, runningCampaigns } from '@/lib/query/review-campaign';
import { BurnUp } from './burn-up';
import { CampaignStateChip } from './campaign-state-chip';
import { ProgressBar } from './progress-bar';
import { ReviewTabs } from './review-tabs';
import { EVENT_WORDS } from './review-words';

/** So many of those that run are drawn, those that end first. */
const DRAWN = 3;
const ASKED = 20;

const FILTERS = [
  { kind: 'text', key: 'q', label: 'Name of a campaign' },
  {
    kind: 'select',
    key: 'state',
    label: 'State',
    anyLabel: 'Any state',
    options: [
      { value: 'preparing,open,closing', label: 'Running' },
      { value: 'closed', label: 'Closed' },
    ],
  },
  {
    kind: 'select',
    key: 'overdue',
    label: 'Deadline',
    anyLabel: 'Overdue or not',
    options: [
      { value: 'true', label: 'Overdue' },
      { value: 'false', label: 'In time' },
    ],
  },
] as const satisfies readonly Filter[];

const COLUMNS: readonly Column<ReviewCampaignSummary>[] = [
  { id: 'name', header: 'Campaign', card: 'title', cell: ({ name }) => name },
  {
    id: 'state',
    header: 'State',
    card: 'mark',
    width: 'w-36',
    cell: (campaign) => <CampaignStateChip campaign={campaign} />,
  },
  {
    id: 'cause',
    header: 'Because of',
    width: 'w-44',
    from: 'xl',
    card: 'hidden',
    cell: ({ cause, scheduleName }) => (
      <span className="text-muted" title={cause?.says}>
        {cause === null ? scheduleName : EVENT_WORDS[cause.event]}
      </span>
    ),
  },
  {
    id: 'progress',
    header: 'Decided',
    width: 'w-64',
    cell: ({ items }) => <ProgressBar counts={items} isShort />,
  },
  {
    id: 'mine',
    header: 'Left for me',
    width: 'w-24',
    align: 'end',
    from: 'lg',
    cell: ({ mine }) =>
      mine.pending === 0 ? <span className="text-faint">none</span> : <CountText count={mine.pending} />,
  },
  {
    id: 'opened',
    header: 'Opened',
    width: 'w-28',
    align: 'end',
    from: 'lg',
    cell: ({ openedAt }) => <TimeText at={openedAt} focusable={false} />,
  },
  {
    id: 'ends',
    header: 'Ends',
    width: 'w-28',
    align: 'end',
    cell: ({ endsAt, closedAt }) => <TimeText at={closedAt ?? endsAt} focusable={false} />,
  },
];

const byEnd = (a: ReviewCampaignSummary, b: ReviewCampaignSummary): number =>
  a.endsAt.getTime() - b.endsAt.getTime();

/** Will the campaigns finish, and are their decisions real? */
export function CampaignListPage() {
  const { values, clear } = useFilters(FILTERS);
  const list = useInfiniteQuery(campaignList(values));
  const running = useQuery(runningCampaigns(ASKED)).data?.toSorted(byEnd).slice(0, DRAWN);
  const pages = list.data?.pages;
  const rows = pages?.flatMap(({ items }) => items);
  const isNarrowed = Object.keys(values).length > 0;
  return (
    <>
      <PageHeader
        title="Reviews"
        mark={list.isError && rows !== undefined && <StaleBadge since={new Date(list.dataUpdatedAt)} />}
        description="Whether the campaigns will finish, and whether somebody looked before deciding."
        actions={
          <LinkButton href={paths.myReviews()} variant="primary">
            My reviews
          </LinkButton>
        }
      />
      <ReviewTabs current="campaigns" />
      <div className="mt-4 flex flex-col gap-3">
        {running !== undefined && running.length > 0 && !isNarrowed && (
          <ul aria-label="Running now" className="grid gap-3 md:grid-cols-2 xl:grid-cols-3">
            {running.map((campaign) => (
              <RunningCard key={campaign.id} campaign={campaign} />
            ))}
          </ul>
        )}
        <FilterBar filters={FILTERS} />
        {list.isError && (
          <Problem
            error={list.error}
            title="The campaigns could not be loaded"
            onRetry={() => list.refetch()}
          />
        )}
        {(rows !== undefined || !list.isError) && (
          <Panel title="Campaigns" flush>
            <DataTable
              caption="Review campaigns, the newest first"
              columns={COLUMNS}
              rows={rows}
              rowKey={({ id }) => id}
              rowHref={({ id }) => paths.reviewCampaign(id)}
              total={pages?.[0]?.total ?? null}
              empty={
                isNarrowed ? (
                  <EmptyState
                    title="No campaign fits"
                    action={<Button onClick={clear}>Clear the filters</Button>}
                  >
                    Take a filter away, or search for a part of the name.
                  </EmptyState>
                ) : (
                  <EmptyState
                    title="No campaign yet"
                    action={<LinkButton href={paths.reviewSchedules()}>Schedules</LinkButton>}
                  >
                    A schedule opens one on its day, and may be run at once.
                  </EmptyState>
                )
              }
              footer={<ListFooter list={list} one="campaign" many="campaigns" />}
            />
          </Panel>
        )}
      </div>
    </>
  );
}

function RunningCard({ campaign }: { campaign: ReviewCampaignSummary }) {
  const { data: progress } = useQuery(campaignProgress(campaign.id));
  const flagged = progress?.byReviewer.filter(({ isFlagged }) => isFlagged).length ?? 0;
  const waiting = progress?.byReviewer.filter(({ counts }) => counts.pending > 0).length ?? 0;
  return (
    <li className="relative min-w-0 rounded-lg border border-line bg-raised px-4 py-3 hover:border-edge">
      <div className="flex flex-wrap items-center gap-2">
        <Link
          href={paths.reviewCampaign(campaign.id)}
          className="min-w-0 truncate font-semibold after:absolute after:inset-0 after:rounded-lg"
        >
          {campaign.name}
        </Link>
        <CampaignStateChip campaign={campaign} />
        {flagged > 0 && (
          <Chip tone="escalate" icon={<Gauge aria-hidden="true" />}>
            {flagged} too quick
          </Chip>
        )}
      </div>
      <div className="mt-2">
        {progress === undefined ? (
          <Skeleton className="h-16 w-full" />
        ) : (
          <BurnUp campaign={campaign} progress={progress} height={64} isSmall />
        )}
      </div>
      <div className="mt-2">
        <ProgressBar counts={campaign.items} />
      </div>
      <p className="mt-1 text-muted text-sm">
        <EndText at={campaign.endsAt} />
        {waiting > 0 && ` · ${waiting} ${waiting === 1 ? 'reviewer has' : 'reviewers have'} some left`}
      </p>
    </li>
  );
}
