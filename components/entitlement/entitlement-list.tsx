'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { PageHeader } from '@/components/layout/page-header';
import { AGENT_FILTER, SYSTEM_FILTER } from '@/components/stop/target-filters';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { type Filter, FilterBar, useFilters } from '@/components/ui/filter-bar';
import { LinkButton } from '@/components/ui/link-button';
import { ListFooter } from '@/components/ui/list-footer';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { useRowWalk } from '@/components/ui/row-walk';
import { SkeletonText } from '@/components/ui/skeleton';
import { StaleBadge } from '@/components/ui/stale-badge';
import { paths } from '@/lib/paths';
import { type EntitlementListFilter, entitlementPages } from '@/lib/query/entitlement';
import { EntitlementItem } from './entitlement-item';

const FILTERS = [
  AGENT_FILTER,
  SYSTEM_FILTER,
  {
    kind: 'select',
    key: 'activation',
    label: 'Activation',
    anyLabel: 'Any activation',
    options: [
      { value: 'automatic', label: 'With each task' },
      { value: 'approval', label: 'After approval' },
    ],
  },
  {
    kind: 'select',
    key: 'state',
    label: 'State',
    anyLabel: 'Live and ended',
    options: [
      { value: 'live', label: 'Live' },
      { value: 'soon', label: 'Ends within 30 days' },
      { value: 'unused', label: 'Unused for 30 days' },
      { value: 'ended', label: 'Ended or revoked' },
    ],
  },
] as const satisfies readonly Filter[];

const STATES: Record<string, EntitlementListFilter> = {
  live: { live: 'true' },
  soon: { endsWithinDays: '30' },
  unused: { unused: 'true' },
  ended: { live: 'false' },
};

/** What agents may be granted at most, across all of them. */
export function EntitlementList() {
  useRowWalk();
  const { values, clear } = useFilters(FILTERS);
  const { state, ...plain } = values;
  const list = useInfiniteQuery(entitlementPages({ ...plain, ...STATES[state ?? ''] }));
  const rows = list.data?.pages.flatMap(({ items }) => items);
  const isFiltered = Object.keys(values).length > 0;
  return (
    <>
      <PageHeader
        title="Entitlements"
        mark={list.isError && rows !== undefined && <StaleBadge since={new Date(list.dataUpdatedAt)} />}
        description="The ceiling of what each agent may be granted. It permits nothing by itself, and always ends."
        actions={
          <LinkButton
            variant="primary"
            href={paths.newEntitlement(values.agent ? { agent: values.agent } : {})}
          >
            New entitlement
          </LinkButton>
        }
      />
      <div className="flex flex-col gap-3">
        <FilterBar filters={FILTERS} />
        {list.isError && (
          <Problem
            error={list.error}
            title="The entitlements could not be loaded"
            onRetry={() => list.refetch()}
          />
        )}
        {(rows !== undefined || !list.isError) && (
          <Panel title="Entitlements" flush>
            {rows === undefined ? (
              <div className="p-4">
                <SkeletonText lines={8} />
              </div>
            ) : rows.length === 0 ? (
              <EmptyState
                title={isFiltered ? 'No entitlement fits' : 'Nobody is entitled to anything'}
                action={isFiltered && <Button onClick={clear}>Clear the filters</Button>}
              >
                {isFiltered
                  ? 'Another state, agent or system may have some.'
                  : 'So every call is denied. Make one: choose an agent, the tools, and when it ends.'}
              </EmptyState>
            ) : (
              <>
                <ul>
                  {rows.map((row) => (
                    <EntitlementItem
                      key={row.id}
                      entitlement={row}
                      head={
                        <Link
                          href={paths.agent(row.agent, 'access')}
                          // A page of rows would ask the server for every one of them.
                          prefetch={false}
                          data-row-link=""
                          className="text-accent underline"
                        >
                          {row.agentName}
                        </Link>
                      }
                    />
                  ))}
                </ul>
                <div className="flex min-h-11 flex-wrap items-center gap-3 border-line border-t px-4 py-1.5 text-muted text-sm">
                  <ListFooter list={list} one="entitlement" many="entitlements" />
                </div>
              </>
            )}
          </Panel>
        )}
      </div>
    </>
  );
}
