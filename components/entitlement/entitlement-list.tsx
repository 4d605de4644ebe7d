'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { PageHeader } from '@/components/layout/page-header';
import { AGENT_FILTER, SYSTEM_FILTER } from '@/components/stop/target-filters';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { type Filter, FilterBar, useFilters } from '@/components/ui/filter-bar';
import { Link } from '@/components/ui/link';
import { LinkButton } from '@/components/ui/link-button';
import { RowList } from '@/components/ui/row-list';
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
  const { values, clear } = useFilters(FILTERS);
  const { state, ...plain } = values;
  const list = useInfiniteQuery(entitlementPages({ ...plain, ...STATES[state ?? ''] }));
  const isFiltered = Object.keys(values).length > 0;
  return (
    <>
      <PageHeader
        title="Entitlements"
        mark={list.isError && list.data !== undefined && <StaleBadge since={new Date(list.dataUpdatedAt)} />}
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
        <RowList
          title="Entitlements"
          list={list}
          one="entitlement"
          many="entitlements"
          empty={
            <EmptyState
              title={isFiltered ? 'No entitlement fits' : 'Nobody is entitled to anything'}
              action={isFiltered && <Button onClick={clear}>Clear the filters</Button>}
            >
              {isFiltered
                ? 'Another state, agent or system may have some.'
                : 'So every call is denied. Make one: choose an agent, the tools, and when it ends.'}
            </EmptyState>
          }
        >
          {(row) => (
            <EntitlementItem
              key={row.id}
              entitlement={row}
              head={
                <Link
                  href={paths.agent(row.agent, 'access')}
                  // A page of rows would ask the server for every one of them.

                  data-row-link=""
                  className="text-accent underline"
                >
                  {row.agentName}
                </Link>
              }
            />
          )}
        </RowList>
      </div>
    </>
  );
}
