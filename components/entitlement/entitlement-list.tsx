'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { CircleCheck, CircleDashed, Hand, Zap } from 'lucide-react';
import Link from 'next/link';
import { ScopeText } from '@/components/grant/scope-text';
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
import { formatDuration } from '@/components/ui/time-format';
import type { EntitlementListItem } from '@/lib/contract/entitlement';
import { paths } from '@/lib/paths';
import { type EntitlementListFilter, entitlementPages } from '@/lib/query/entitlement';
import { useAccessFilters } from './list-filters';
import { NarrowEntitlementButton } from './narrow-entitlement-button';
import { RevokeEntitlementButton } from './revoke-entitlement-button';

const OWN_FILTERS = [
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
  const filters = useAccessFilters(OWN_FILTERS);
  const { values, clear } = useFilters(filters);
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
        <FilterBar filters={filters} />
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
                    <EntitlementRow key={row.id} entitlement={row} />
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

function EntitlementRow({ entitlement }: { entitlement: EntitlementListItem }) {
  const isAutomatic = entitlement.activation === 'automatic';
  const isLive = entitlement.state === 'live';
  return (
    <li className="grid gap-x-6 gap-y-2 border-line border-b px-4 py-3 last:border-b-0 lg:grid-cols-[minmax(0,5fr)_minmax(0,5fr)_auto]">
      <div className="min-w-0">
        <p className="mb-0.5">
          <Link href={paths.agent(entitlement.agent, 'access')} className="text-accent underline">
            {entitlement.agentName}
          </Link>
        </p>
        <ScopeText scope={entitlement.scope} />
        <p className="mt-1 flex flex-wrap items-center gap-1.5 text-muted text-sm">
          {!isLive && <StateChip state={entitlement.state} />}
          <Chip
            tone={isAutomatic ? 'plain' : 'escalate'}
            icon={isAutomatic ? <Zap aria-hidden="true" /> : <Hand aria-hidden="true" />}
          >
            {isAutomatic ? 'With each task' : 'After approval'}
          </Chip>
          {entitlement.isUsed ? (
            <Chip tone="plain" icon={<CircleCheck aria-hidden="true" />}>
              Used in 30 days
            </Chip>
          ) : (
            <Chip tone="escalate" icon={<CircleDashed aria-hidden="true" />}>
              Not used in 30 days
            </Chip>
          )}
          <span>
            grants of at most {formatDuration(entitlement.maxTtlSeconds * 1000)} · {entitlement.liveGrants}{' '}
            live
          </span>
        </p>
        <p className="mt-1 text-muted text-sm [overflow-wrap:anywhere]">“{entitlement.reason}”</p>
      </div>
      <LifetimeBar
        issuedAt={entitlement.startsAt}
        endsAt={entitlement.endsAt}
        taskEndsAt={null}
        unbound="permits nothing by itself"
        revokedAt={entitlement.revokedAt}
      />
      <div className="flex items-start gap-2 lg:justify-end">
        {isLive && (
          <>
            <NarrowEntitlementButton entitlement={entitlement} />
            <RevokeEntitlementButton entitlement={entitlement} />
          </>
        )}
      </div>
    </li>
  );
}
