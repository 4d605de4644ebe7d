'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { PageHeader } from '@/components/layout/page-header';
import { SYSTEM_FILTER } from '@/components/stop/target-filters';
import { Button } from '@/components/ui/button';
import { DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { type Filter, FilterBar, useFilters } from '@/components/ui/filter-bar';
import { lazyDialog } from '@/components/ui/lazy-dialog';
import { LinkButton } from '@/components/ui/link-button';
import { ListFooter } from '@/components/ui/list-footer';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import type { SelectOption } from '@/components/ui/select';
import { StaleBadge } from '@/components/ui/stale-badge';
import { usePermissionRefusal } from '@/components/user/permission';
import { ACTION_CLASSES } from '@/lib/domain/action-class';
import { SENSITIVITIES } from '@/lib/domain/sensitivity';
import { TOOL_STATES } from '@/lib/domain/tool';
import { paths } from '@/lib/paths';
import { toolList } from '@/lib/query/tool';
import { toolColumns } from './tool-columns';

const NewToolDialog = lazyDialog(async () => (await import('./new-tool-dialog')).NewToolDialog);

const named = (values: readonly string[]): SelectOption[] =>
  values.map((value) => ({ value, label: `${value[0]?.toUpperCase()}${value.slice(1)}` }));

const FILTERS = [
  { kind: 'text', key: 'q', label: 'Id or description' },
  SYSTEM_FILTER,
  { kind: 'select', key: 'state', label: 'State', anyLabel: 'Any state', options: named(TOOL_STATES) },
  {
    kind: 'select',
    key: 'changed',
    label: 'Changed since the review',
    anyLabel: 'Changed or not',
    options: [
      { value: 'true', label: 'Changed since' },
      { value: 'false', label: 'As reviewed' },
    ],
  },
  {
    kind: 'select',
    key: 'actionClass',
    label: 'What it does',
    anyLabel: 'Does anything',
    options: named(ACTION_CLASSES),
  },
  {
    kind: 'select',
    key: 'sensitivity',
    label: 'Data',
    anyLabel: 'Any data',
    options: named(SENSITIVITIES),
  },
  {
    kind: 'select',
    key: 'untrusted',
    label: 'Output',
    anyLabel: 'Any output',
    options: [
      { value: 'true', label: 'Untrusted output' },
      { value: 'false', label: 'Trusted output' },
    ],
  },
  {
    kind: 'select',
    key: 'irreversible',
    label: 'Undo',
    anyLabel: 'Undone or not',
    options: [
      { value: 'true', label: 'Cannot be undone' },
      { value: 'false', label: 'Can be undone' },
    ],
  },
] as const satisfies readonly Filter[];

const COLUMNS = toolColumns(({ id }) => id);

/** The tools of all systems: what they do, and whether somebody has looked at them as they are now. */
export function ToolList() {
  const { values, clear } = useFilters(FILTERS);
  const list = useInfiniteQuery(toolList(values));
  const rows = list.data?.pages.flatMap(({ items }) => items);
  const refusal = usePermissionRefusal('tool.create');
  const [isOpen, setOpen] = useState(false);
  const isFiltered = Object.keys(values).length > 0;

  return (
    <>
      <PageHeader
        title="Tools"
        mark={list.isError && rows !== undefined && <StaleBadge since={new Date(list.dataUpdatedAt)} />}
        description="What agents can call, and whether somebody has looked at it as it is now."
        actions={
          <>
            <LinkButton href={paths.tools({ state: 'unreviewed' })}>Waiting for review</LinkButton>
            <Button variant="primary" disabledReason={refusal} onClick={() => setOpen(true)}>
              <Plus aria-hidden="true" />
              New tool
            </Button>
          </>
        }
      />
      <div className="flex flex-col gap-3">
        <FilterBar filters={FILTERS} />
        {list.isError && (
          <Problem error={list.error} title="The tools could not be loaded" onRetry={() => list.refetch()} />
        )}
        {(rows !== undefined || !list.isError) && (
          <Panel title="Tools" flush>
            <DataTable
              caption="Tools, by system and name"
              columns={COLUMNS}
              rows={rows}
              rowKey={({ id }) => id}
              rowHref={({ id }) => paths.tool(id)}
              empty={
                isFiltered ? (
                  <EmptyState
                    title={values.state === 'unreviewed' ? 'No tool waits for a review' : 'No tool fits'}
                    action={<Button onClick={clear}>Clear the filters</Button>}
                  />
                ) : (
                  <EmptyState
                    title="There are no tools yet"
                    action={<LinkButton href={paths.systems()}>Systems</LinkButton>}
                  >
                    Register a system and ask it for its tools, or enter one by hand. Until somebody has
                    reviewed them, calls are deferred.
                  </EmptyState>
                )
              }
              footer={<ListFooter list={list} one="tool" many="tools" />}
            />
          </Panel>
        )}
      </div>
      {isOpen && <NewToolDialog system={values.system ?? null} onClose={() => setOpen(false)} />}
    </>
  );
}
