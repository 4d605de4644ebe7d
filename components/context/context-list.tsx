'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { UntrustedChip } from '@/components/label/label-list';
import { PageHeader } from '@/components/layout/page-header';
import { Button } from '@/components/ui/button';
import { type Column, DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { FilterBar, useFilters } from '@/components/ui/filter-bar';
import { lazyDialog } from '@/components/ui/lazy-dialog';
import { ListFooter } from '@/components/ui/list-footer';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { StaleBadge } from '@/components/ui/stale-badge';
import { TimeText } from '@/components/ui/time-text';
import { usePermissionRefusal } from '@/components/user/permission';
import type { ContextView } from '@/lib/contract/shared-context';
import { paths } from '@/lib/paths';
import { contextList } from '@/lib/query/context';

const NewContextDialog = lazyDialog(async () => (await import('./new-context-dialog')).NewContextDialog);

const FILTERS = [{ kind: 'text', key: 'q', label: 'Name or id' }] as const;

const COLUMNS: readonly Column<ContextView>[] = [
  {
    id: 'name',
    header: 'Context',
    card: 'title',
    cell: ({ name }) => <span className="font-medium">{name}</span>,
  },
  { id: 'data', header: 'Highest data', width: 'w-32', cell: ({ labels }) => labels.sensitivity },
  {
    id: 'untrusted',
    header: 'Untrusted content',
    width: 'w-40',
    cell: ({ labels }) => <UntrustedChip isUntrusted={labels.untrusted} />,
  },
  {
    id: 'systems',
    header: 'From systems',
    from: 'lg',
    cell: ({ labels }) =>
      labels.systems.length === 0 ? <span className="text-faint">–</span> : labels.systems.join(', '),
  },
  {
    id: 'agents',
    header: 'Open to',
    from: 'lg',
    cell: ({ agents }) =>
      agents.length === 0 ? <span className="text-muted">every agent</span> : agents.join(', '),
  },
  {
    id: 'created',
    header: 'Created',
    zoned: true,
    width: 'w-40',
    cell: ({ createdAt }) => <TimeText at={createdAt} show="short" focusable={false} />,
  },
];

/** Memories that tasks share, with what they have come into touch with. */
export function ContextList() {
  const { values, clear } = useFilters(FILTERS);
  const list = useInfiniteQuery(contextList(values));
  const rows = list.data?.pages.flatMap(({ items }) => items);
  const refusal = usePermissionRefusal('context.create');
  const [isNewOpen, setNewOpen] = useState(false);
  const newButton = (
    <Button variant="primary" disabledReason={refusal} onClick={() => setNewOpen(true)}>
      <Plus aria-hidden="true" />
      New context
    </Button>
  );
  const isFiltered = Object.keys(values).length > 0;

  return (
    <>
      <PageHeader
        title="Contexts"
        mark={list.isError && rows !== undefined && <StaleBadge since={new Date(list.dataUpdatedAt)} />}
        description="Memories that tasks share. What one task puts in counts for every task that reads it."
        actions={newButton}
      />
      <div className="flex flex-col gap-3">
        <FilterBar filters={FILTERS} />
        {list.isError && (
          <Problem
            error={list.error}
            title="The contexts could not be loaded"
            onRetry={() => list.refetch()}
          />
        )}
        {(rows !== undefined || !list.isError) && (
          <Panel title="Contexts" flush>
            <DataTable
              caption="Shared contexts, newest first"
              columns={COLUMNS}
              rows={rows}
              rowKey={({ id }) => id}
              rowHref={({ id }) => paths.context(id)}
              skeletonRows={4}
              empty={
                isFiltered ? (
                  <EmptyState
                    title="No context fits"
                    action={<Button onClick={clear}>Clear the filters</Button>}
                  />
                ) : (
                  <EmptyState title="No context yet" action={newButton}>
                    Create one here or over the API. Calls that read it name it, and reports that write to it.
                  </EmptyState>
                )
              }
              footer={<ListFooter list={list} one="context" many="contexts" />}
            />
          </Panel>
        )}
      </div>
      {isNewOpen && <NewContextDialog onClose={() => setNewOpen(false)} />}
    </>
  );
}
