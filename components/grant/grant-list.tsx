'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { CircleCheck, CircleDashed, Ticket } from 'lucide-react';
import Link from 'next/link';
import { useAccessFilters } from '@/components/entitlement/list-filters';
import { PageHeader } from '@/components/layout/page-header';
import { Button } from '@/components/ui/button';
import { Chip } from '@/components/ui/chip';
import { EmptyState } from '@/components/ui/empty-state';
import { type Filter, FilterBar, useFilters } from '@/components/ui/filter-bar';
import { LifetimeBar } from '@/components/ui/lifetime-bar';
import { LinkButton } from '@/components/ui/link-button';
import { ListFooter } from '@/components/ui/list-footer';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { SkeletonText } from '@/components/ui/skeleton';
import { StaleBadge } from '@/components/ui/stale-badge';
import { StateChip } from '@/components/ui/state-chip';
import { TimeText } from '@/components/ui/time-text';
import type { GrantListItem } from '@/lib/contract/grant';
import { splitToolId } from '@/lib/domain/tool';
import { paths } from '@/lib/paths';
import { grantPages } from '@/lib/query/grant';
import { RevokeGrantButton } from './revoke-grant-button';
import { ScopeText } from './scope-text';

const OWN_FILTERS = [
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
  const filters = useAccessFilters(OWN_FILTERS);
  const { values, clear } = useFilters(filters);
  const { tool, ...plain } = values;
  // Half a name is not a tool yet.
  const isTool = tool !== undefined && splitToolId(tool) !== null;
  const list = useInfiniteQuery(grantPages({ ...plain, ...(isTool && { tool }) }));
  const rows = list.data?.pages.flatMap(({ items }) => items);
  const isFiltered = Object.keys(values).length > 0;
  return (
    <>
      <PageHeader
        title="Grants"
        mark={list.isError && rows !== undefined && <StaleBadge since={new Date(list.dataUpdatedAt)} />}
        description="Nothing is standing: each grant belongs to one task, and ends with it at the latest."
        actions={
          <LinkButton variant="primary" href={paths.newGrant()}>
            New grant
          </LinkButton>
        }
      />
      <div className="flex flex-col gap-3">
        <FilterBar filters={filters} />
        {list.isError && (
          <Problem error={list.error} title="The grants could not be loaded" onRetry={() => list.refetch()} />
        )}
        {(rows !== undefined || !list.isError) && (
          <Panel title="Grants" flush>
            {rows === undefined ? (
              <div className="p-4">
                <SkeletonText lines={8} />
              </div>
            ) : rows.length === 0 ? (
              <EmptyState
                title={isFiltered ? 'No grant fits' : 'No grant was ever made'}
                action={isFiltered && <Button onClick={clear}>Clear the filters</Button>}
              >
                {values.live === 'true'
                  ? 'Nobody holds such a grant now: no call that needs one is allowed.'
                  : 'A grant is made when a task starts, or by a person for a running task.'}
              </EmptyState>
            ) : (
              <>
                <ul>
                  {rows.map((row) => (
                    <GrantRow key={row.id} grant={row} />
                  ))}
                </ul>
                <div className="flex min-h-11 flex-wrap items-center gap-3 border-line border-t px-4 py-1.5 text-muted text-sm">
                  <ListFooter list={list} one="grant" many="grants" />
                </div>
              </>
            )}
          </Panel>
        )}
      </div>
    </>
  );
}

function GrantRow({ grant }: { grant: GrantListItem }) {
  return (
    <li className="grid gap-x-6 gap-y-2 border-line border-b px-4 py-3 last:border-b-0 lg:grid-cols-[minmax(0,5fr)_minmax(0,5fr)_auto]">
      <div className="min-w-0">
        <p className="mb-0.5 [overflow-wrap:anywhere]">
          <Link href={paths.agent(grant.agent, 'access')} className="text-accent underline">
            {grant.agentName}
          </Link>
          <span className="text-muted"> for </span>
          <Link href={paths.task(grant.task)} className="text-accent underline">
            {grant.purpose}
          </Link>
        </p>
        <ScopeText scope={grant.scope} />
        <p className="mt-1 flex flex-wrap items-center gap-1.5 text-muted text-sm">
          <StateChip state={grant.state === 'exhausted' ? 'spent' : grant.state} />
          {grant.uses !== null && (
            <Chip tone="plain" icon={<Ticket aria-hidden="true" />}>
              {grant.spent} of {grant.uses} uses
            </Chip>
          )}
          {grant.lastUsedAt === null ? (
            <Chip tone="escalate" icon={<CircleDashed aria-hidden="true" />}>
              Never used
            </Chip>
          ) : (
            <Chip tone="plain" icon={<CircleCheck aria-hidden="true" />}>
              Last used <TimeText at={grant.lastUsedAt} />
            </Chip>
          )}
        </p>
        <p className="mt-1 text-muted text-sm [overflow-wrap:anywhere]">“{grant.reason}”</p>
      </div>
      <LifetimeBar
        issuedAt={grant.startsAt}
        endsAt={grant.endsAt}
        taskEndsAt={grant.taskEndsAt}
        revokedAt={grant.revokedAt}
      />
      <div className="lg:text-right">
        {(grant.state === 'live' || grant.state === 'exhausted') && <RevokeGrantButton grant={grant} />}
      </div>
    </li>
  );
}
