'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { PageHeader } from '@/components/layout/page-header';
import { Button } from '@/components/ui/button';
import { type Column, DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { FilterBar, useFilters } from '@/components/ui/filter-bar';
import { Link } from '@/components/ui/link';
import { ListFooter } from '@/components/ui/list-footer';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { StaleBadge } from '@/components/ui/stale-badge';
import { TimeText } from '@/components/ui/time-text';
import { ActorName } from '@/components/user/actor-name';
import { usePermissionRefusal } from '@/components/user/permission';
import type { StopView } from '@/lib/contract/stop';
import { STOP_KINDS } from '@/lib/domain/stop';
import { paths } from '@/lib/paths';
import { stopList } from '@/lib/query/stop';
import { ReleaseStopButton } from './release-stop-button';
import { StopStateChip } from './stop-state-chip';
import { StopTargetText } from './stop-target-text';
import { askToStop } from './stop-wish';

const FILTERS = [
  {
    kind: 'select',
    key: 'open',
    label: 'In force',
    anyLabel: 'In force and released',
    options: [
      { value: 'true', label: 'In force' },
      { value: 'false', label: 'Released' },
    ],
  },
  {
    kind: 'select',
    key: 'kind',
    label: 'Kind',
    anyLabel: 'Any kind',
    options: STOP_KINDS.map((value) => ({ value, label: `${value[0]?.toUpperCase()}${value.slice(1)}` })),
  },
] as const;

const COLUMNS: readonly Column<StopView>[] = [
  {
    id: 'target',
    header: 'Covers',
    card: 'title',
    width: 'w-64',
    cell: (stop) => (
      <Link href={paths.stop(stop.id)} className="font-medium underline underline-offset-2">
        <StopTargetText target={stop.target} />
      </Link>
    ),
  },
  {
    id: 'state',
    header: 'State',
    card: 'mark',
    width: 'w-48',
    cell: (stop) => <StopStateChip stop={stop} />,
  },
  { id: 'reason', header: 'Reason', cell: ({ reason }) => <span title={reason}>{reason}</span> },
  {
    id: 'created',
    header: 'Stopped',
    zoned: true,
    width: 'w-52',
    cell: ({ createdAt, createdBy }) => (
      <>
        <TimeText at={createdAt} show="short" focusable={false} />{' '}
        <span className="text-muted">
          <ActorName id={createdBy} />
        </span>
      </>
    ),
  },
  {
    id: 'released',
    header: 'Released',
    zoned: true,
    from: 'lg',
    cell: ({ releasedAt, releasedBy, releaseReason }) =>
      releasedAt === null ? (
        <span className="text-faint">–</span>
      ) : (
        <span title={releaseReason ?? undefined}>
          <TimeText at={releasedAt} show="short" focusable={false} />{' '}
          <span className="text-muted">
            {releasedBy !== null && <ActorName id={releasedBy} />} {releaseReason}
          </span>
        </span>
      ),
  },
  {
    id: 'release',
    header: 'Action',
    width: 'w-36',
    align: 'end',
    cell: (stop) => (stop.releasedAt === null ? <ReleaseStopButton stop={stop} /> : null),
  },
];

/** What is stopped now, and what was. */
export function StopList() {
  const { values, clear } = useFilters(FILTERS);
  const list = useInfiniteQuery(stopList(values));
  const refusal = usePermissionRefusal('stop.create');
  const rows = list.data?.pages.flatMap(({ items }) => items);
  const isFiltered = Object.keys(values).length > 0;

  return (
    <>
      <PageHeader
        title="Stops"
        mark={list.isError && rows !== undefined && <StaleBadge since={new Date(list.dataUpdatedAt)} />}
        description="What is denied whatever its grants say, until somebody releases it."
        actions={
          <Button variant="danger" disabledReason={refusal} onClick={() => askToStop()}>
            New stop
          </Button>
        }
      />
      <div className="flex flex-col gap-3">
        <FilterBar filters={FILTERS} />
        {list.isError && (
          <Problem error={list.error} title="The stops could not be loaded" onRetry={() => list.refetch()} />
        )}
        {(rows !== undefined || !list.isError) && (
          <Panel title="Stops" flush>
            <DataTable
              caption="Stops, newest first"
              columns={COLUMNS}
              rows={rows}
              rowKey={({ id }) => id}
              skeletonRows={4}
              empty={
                isFiltered ? (
                  <EmptyState
                    title="No stop fits"
                    action={<Button onClick={clear}>Clear the filters</Button>}
                  />
                ) : (
                  <EmptyState title="Nothing was ever stopped">
                    Press Stop at the top of any page to deny all calls of an agent, a tool, a system, an
                    owner’s agents, a tier, or everything.
                  </EmptyState>
                )
              }
              footer={<ListFooter list={list} one="stop" many="stops" />}
            />
          </Panel>
        )}
      </div>
    </>
  );
}
