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
import { splitToolId } from '@/lib/domain/tool';
import { paths } from '@/lib/paths';
import { grantPages } from '@/lib/query/grant';
import { GrantItem } from './grant-item';

const FILTERS = [
  AGENT_FILTER,
  SYSTEM_FILTER,
  {
    kind: 'select',
    key: 'live',
    label: 'State',
    anyLabel: 'Live and ended',
    options: [
      { value: 'true', label: 'Live' },
      { value: 'false', label: 'Ended, spent or revoked' },
    ],
  },
  { kind: 'text', key: 'tool', label: 'Tool, as system/name' },
] as const satisfies readonly Filter[];

/** Who holds what, until when, and why. */
export function GrantList() {
  const { values, clear } = useFilters(FILTERS);
  const { tool, ...plain } = values;
  // Half a name is not a tool yet.
  const isTool = tool !== undefined && splitToolId(tool) !== null;
  const list = useInfiniteQuery(grantPages({ ...plain, ...(isTool && { tool }) }));
  const isFiltered = Object.keys(values).length > 0;
  return (
    <>
      <PageHeader
        title="Grants"
        mark={list.isError && list.data !== undefined && <StaleBadge since={new Date(list.dataUpdatedAt)} />}
        description="Nothing is standing: each grant belongs to one task, and ends with it at the latest."
        actions={
          <LinkButton variant="primary" href={paths.newGrant()}>
            New grant
          </LinkButton>
        }
      />
      <div className="flex flex-col gap-3">
        <FilterBar filters={FILTERS} />
        <RowList
          title="Grants"
          list={list}
          one="grant"
          many="grants"
          empty={
            <EmptyState
              title={isFiltered ? 'No grant fits' : 'No grant was ever made'}
              action={isFiltered && <Button onClick={clear}>Clear the filters</Button>}
            >
              {values.live === 'true'
                ? 'Nobody holds such a grant now: no call that needs one is allowed.'
                : 'A grant is made when a task starts, or by a person for a running task.'}
            </EmptyState>
          }
        >
          {(row) => (
            <GrantItem
              key={row.id}
              grant={row}
              taskEndsAt={row.taskEndsAt}
              head={
                // A page of rows would ask the server for every one of their links.
                <>
                  <Link href={paths.agent(row.agent, 'access')} className="text-accent underline">
                    {row.agentName}
                  </Link>
                  <span className="text-muted"> for </span>
                  <Link href={paths.task(row.task)} data-row-link="" className="text-accent underline">
                    {row.purpose}
                  </Link>
                </>
              }
            />
          )}
        </RowList>
      </div>
    </>
  );
}
