'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { PageHeader } from '@/components/layout/page-header';
import { Button } from '@/components/ui/button';
import { CountText } from '@/components/ui/count-text';
import { type Column, DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { type Filter, FilterBar, useFilters } from '@/components/ui/filter-bar';
import { lazyDialog } from '@/components/ui/lazy-dialog';
import { ListFooter } from '@/components/ui/list-footer';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import type { SelectOption } from '@/components/ui/select';
import { StaleBadge } from '@/components/ui/stale-badge';
import { usePermissionRefusal } from '@/components/user/permission';
import { PersonText } from '@/components/user/person-text';
import type { SystemView } from '@/lib/contract/system';
import { ENVIRONMENTS, SYSTEM_KINDS, ZONES } from '@/lib/domain/system';
import { paths } from '@/lib/paths';
import { systemList } from '@/lib/query/system';
import { KIND_WORDS } from './kind-words';

const NewSystemDialog = lazyDialog(async () => (await import('./new-system-dialog')).NewSystemDialog);

const named = (values: readonly string[]): SelectOption[] =>
  values.map((value) => ({ value, label: `${value[0]?.toUpperCase()}${value.slice(1)}` }));

const FILTERS = [
  { kind: 'text', key: 'q', label: 'Name or id' },
  {
    kind: 'select',
    key: 'kind',
    label: 'Kind',
    anyLabel: 'Any kind',
    options: SYSTEM_KINDS.map((value) => ({ value, label: KIND_WORDS[value] })),
  },
  { kind: 'select', key: 'zone', label: 'Zone', anyLabel: 'Any zone', options: named(ZONES) },
  {
    kind: 'select',
    key: 'environment',
    label: 'Environment',
    anyLabel: 'Any environment',
    options: named(ENVIRONMENTS),
  },
] as const satisfies readonly Filter[];

const COLUMNS: readonly Column<SystemView>[] = [
  { id: 'name', header: 'System', card: 'title', cell: ({ name }) => name },
  { id: 'kind', header: 'Kind', card: 'mark', width: 'w-32', cell: ({ kind }) => KIND_WORDS[kind] },
  { id: 'zone', header: 'Zone', width: 'w-28', cell: ({ zone }) => zone },
  { id: 'sensitivity', header: 'Data', width: 'w-32', from: 'md', cell: ({ sensitivity }) => sensitivity },
  {
    id: 'environment',
    header: 'Environment',
    width: 'w-32',
    from: 'lg',
    card: 'hidden',
    cell: ({ environment }) => <span className="text-muted">{environment}</span>,
  },
  {
    id: 'owner',
    header: 'Owner',
    width: 'w-48',
    from: 'lg',
    cell: ({ owner }) =>
      owner === null ? <span className="text-faint">nobody</span> : <PersonText person={owner} />,
  },
  {
    id: 'tools',
    header: 'Tools',
    width: 'w-20',
    align: 'end',
    cell: ({ toolCount }) => <CountText count={toolCount} />,
  },
];

/** Where agents can act: the destinations, and how many tools each has. */
export function SystemList() {
  const { values, clear } = useFilters(FILTERS);
  const list = useInfiniteQuery(systemList(values));
  const rows = list.data?.pages.flatMap(({ items }) => items);
  const refusal = usePermissionRefusal('system.create');
  const [isOpen, setOpen] = useState(false);

  return (
    <>
      <PageHeader
        title="Systems"
        mark={list.isError && rows !== undefined && <StaleBadge since={new Date(list.dataUpdatedAt)} />}
        description="Where agents can act, and with which tools."
        actions={
          <Button variant="primary" disabledReason={refusal} onClick={() => setOpen(true)}>
            <Plus aria-hidden="true" />
            New system
          </Button>
        }
      />
      <div className="flex flex-col gap-3">
        <FilterBar filters={FILTERS} />
        {list.isError && (
          <Problem
            error={list.error}
            title="The systems could not be loaded"
            onRetry={() => list.refetch()}
          />
        )}
        {(rows !== undefined || !list.isError) && (
          <Panel title="Systems" flush>
            <DataTable
              caption="Systems, by id"
              columns={COLUMNS}
              rows={rows}
              rowKey={({ id }) => id}
              rowHref={({ id }) => paths.system(id)}
              empty={
                Object.keys(values).length > 0 ? (
                  <EmptyState
                    title="No system fits"
                    action={<Button onClick={clear}>Clear the filters</Button>}
                  >
                    The search looks at name and id. Take a filter away, or search for a part of the name.
                  </EmptyState>
                ) : (
                  <EmptyState title="No system is registered yet">
                    Register where agents act with “New system”; an MCP server can then be asked for its tools
                    on its page.
                  </EmptyState>
                )
              }
              footer={<ListFooter list={list} one="system" many="systems" />}
            />
          </Panel>
        )}
      </div>
      {isOpen && <NewSystemDialog onClose={() => setOpen(false)} />}
    </>
  );
}
