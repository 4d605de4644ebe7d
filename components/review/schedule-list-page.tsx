'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { PageHeader } from '@/components/layout/page-header';
import { Button } from '@/components/ui/button';
import { type Column, DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { type Filter, FilterBar, useFilters } from '@/components/ui/filter-bar';
import { LinkButton } from '@/components/ui/link-button';
import { ListFooter } from '@/components/ui/list-footer';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { StaleBadge } from '@/components/ui/stale-badge';
import { usePermissionRefusal } from '@/components/user/permission';
import type { ReviewScheduleView } from '@/lib/contract/review-schedule';
import { paths } from '@/lib/paths';
import { reviewScheduleList } from '@/lib/query/review-schedule';
import { cadenceWords } from './cadence-words';
import { ReviewTabs } from './review-tabs';
import { coversText, reviewerText } from './review-words';
import { ScheduleStateChip } from './schedule-state-chip';

const FILTERS = [
  { kind: 'text', key: 'q', label: 'Name of a schedule' },
  {
    kind: 'select',
    key: 'state',
    label: 'State',
    anyLabel: 'Any state',
    options: [
      { value: 'active', label: 'Active' },
      { value: 'paused', label: 'Paused' },
    ],
  },
] as const satisfies readonly Filter[];

const COLUMNS: readonly Column<ReviewScheduleView>[] = [
  { id: 'name', header: 'Schedule', card: 'title', width: 'w-56', cell: ({ name }) => name },
  {
    id: 'state',
    header: 'State',
    card: 'mark',
    width: 'w-28',
    cell: (schedule) => <ScheduleStateChip schedule={schedule} />,
  },
  {
    id: 'covers',
    header: 'Looks at',
    from: 'lg',
    cell: ({ covers }) => <span title={coversText(covers)}>{coversText(covers)}</span>,
  },
  {
    id: 'cadence',
    header: 'How often',
    width: 'w-56',
    from: 'md',
    cell: ({ cadence }) => <span title={cadenceWords(cadence)}>{cadenceWords(cadence)}</span>,
  },
  {
    id: 'reviewer',
    header: 'Asked',
    width: 'w-44',
    from: 'xl',
    cell: ({ reviewer }) => <span className="text-muted">{reviewerText(reviewer)}</span>,
  },
  {
    id: 'next',
    header: 'Next slot, in its zone',
    width: 'w-56',
    cell: ({ nextSlot, timeZone }) =>
      nextSlot === null ? (
        <span className="text-faint">none</span>
      ) : (
        <span title={`${timeZone}; ${nextSlot.at.toISOString()}`}>{nextSlot.local}</span>
      ),
  },
];

/** What is reviewed by itself, and when next. */
export function ScheduleListPage() {
  const { values, clear } = useFilters(FILTERS);
  const list = useInfiniteQuery(reviewScheduleList(values));
  const refusal = usePermissionRefusal('review-schedule.create');
  const pages = list.data?.pages;
  const rows = pages?.flatMap(({ items }) => items);
  const label = (
    <>
      <Plus aria-hidden="true" />
      New schedule
    </>
  );
  const newButton =
    refusal === null ? (
      <LinkButton variant="primary" href={paths.newReviewSchedule()}>
        {label}
      </LinkButton>
    ) : (
      <Button variant="primary" disabledReason={refusal}>
        {label}
      </Button>
    );
  return (
    <>
      <PageHeader
        title="Review schedules"
        mark={list.isError && rows !== undefined && <StaleBadge since={new Date(list.dataUpdatedAt)} />}
        description="What is reviewed by itself, how often, and who is asked."
        actions={newButton}
      />
      <ReviewTabs current="schedules" />
      <div className="mt-4 flex flex-col gap-3">
        <FilterBar filters={FILTERS} />
        {list.isError && (
          <Problem
            error={list.error}
            title="The schedules could not be loaded"
            onRetry={() => list.refetch()}
          />
        )}
        {(rows !== undefined || !list.isError) && (
          <Panel title="Schedules" flush>
            <DataTable
              caption="Review schedules, by name"
              columns={COLUMNS}
              rows={rows}
              rowKey={({ id }) => id}
              rowHref={({ id }) => paths.reviewSchedule(id)}
              total={pages?.[0]?.total ?? null}
              empty={
                Object.keys(values).length > 0 ? (
                  <EmptyState
                    title="No schedule fits"
                    action={<Button onClick={clear}>Clear the filters</Button>}
                  >
                    Take a filter away, or search for a part of the name.
                  </EmptyState>
                ) : (
                  <EmptyState title="Nothing is reviewed by itself yet" action={newButton}>
                    A schedule opens a campaign on its day and asks the owners what is still needed.
                  </EmptyState>
                )
              }
              footer={<ListFooter list={list} one="schedule" many="schedules" />}
            />
          </Panel>
        )}
      </div>
    </>
  );
}
