'use client';

import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { parseAsString, parseAsStringLiteral, useQueryState } from 'nuqs';
import { useMemo, useState } from 'react';
import { PageHeader } from '@/components/layout/page-header';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { EmptyState } from '@/components/ui/empty-state';
import { type Filter, FilterBar, useFilters } from '@/components/ui/filter-bar';
import { ListFooter } from '@/components/ui/list-footer';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import type { SelectOption } from '@/components/ui/select';
import { useShortcut } from '@/components/ui/shortcut';
import { StaleBadge } from '@/components/ui/stale-badge';
import { Tabs } from '@/components/ui/tabs';
import { usePermissionRefusal } from '@/components/user/permission';
import { RoleMissing } from '@/components/user/role-missing';
import { paths } from '@/lib/paths';
import { type AuditListFilter, auditEventCount, auditEventList, frozen } from '@/lib/query/audit-event';
import { userChoice } from '@/lib/query/user';
import { ChainStatus } from './chain-status';
import { CheckpointList } from './checkpoint-list';
import { EventList } from './event-list';
import { EVENT_KINDS } from './event-words';
import { ExportDialog } from './export-dialog';
import { TimeFilter, useTimeFilter } from './time-filter';

const withChosen = (options: readonly SelectOption[], chosen: string | null): readonly SelectOption[] =>
  chosen === null || options.some(({ value }) => value === chosen)
    ? options
    : [...options, { value: chosen, label: chosen }];

const filtersWith = (kinds: readonly SelectOption[], people: readonly SelectOption[]) =>
  [
    { kind: 'text', key: 'q', label: 'Name or id of subject or actor' },
    { kind: 'select', key: 'type', label: 'Event', anyLabel: 'Any event', options: kinds },
    { kind: 'select', key: 'actor', label: 'Who', anyLabel: 'Anybody', options: people },
  ] as const satisfies readonly Filter[];

const TAB = parseAsStringLiteral(['events', 'checkpoints'] as const).withDefault('events');

/** Prove what happened: what was changed by whom and why, and that nobody has changed it since. */
export function AuditPage() {
  const refusal = usePermissionRefusal('audit.list');
  const [tab] = useQueryState('tab', TAB);
  return (
    <>
      <PageHeader
        title="Audit"
        description="What was changed, by whom and why; and the proof that it still stands."
      />
      {refusal !== null ? (
        <Panel title="Audit log">
          <RoleMissing what="The audit log is" refusal={refusal} />
        </Panel>
      ) : (
        <div className="flex flex-col gap-4">
          <ChainStatus />
          <Tabs
            label="Audit"
            current={tab}
            tabs={[
              { id: 'events', label: 'Events', href: paths.audit() },
              { id: 'checkpoints', label: 'Checkpoints', href: paths.checkpoints() },
            ]}
          />
          {tab === 'events' ? <Events /> : <CheckpointList />}
        </div>
      )}
    </>
  );
}

function Events() {
  const people = useQuery(userChoice()).data;
  const [type] = useQueryState('type', parseAsString);
  const [actor] = useQueryState('actor', parseAsString);
  const filters = useMemo(
    () =>
      filtersWith(
        withChosen(EVENT_KINDS, type),
        withChosen(
          (people ?? []).map(({ id, name, disabled }) => ({
            value: id,
            label: disabled ? `${name} (has left)` : name,
          })),
          actor,
        ),
      ),
    [people, type, actor],
  );
  const { values, clear } = useFilters(filters);
  const [{ from, to }, setTime] = useTimeFilter();
  const filter = useMemo<AuditListFilter>(
    () => ({ ...values, ...(from && { from }), ...(to && { to }) }),
    [values, from, to],
  );
  const list = useInfiniteQuery(auditEventList(filter));
  const count = useQuery(auditEventCount(filter)).data;
  const [isExporting, setExporting] = useState(false);
  useShortcut({ keys: 'e', label: 'Export', group: 'Audit' }, () => setExporting(true));
  const rows = list.data?.pages.flatMap(({ items }) => items);
  const clearAll = () => {
    void clear();
    void setTime({ from: null, to: null });
  };

  return (
    <div className="flex flex-col gap-3">
      <FilterBar filters={filters}>
        {list.isError && rows !== undefined && <StaleBadge since={new Date(list.dataUpdatedAt)} />}
        <CopyButton
          label="Copy a link to exactly this"
          text={() => new URL(paths.audit(frozen(filter, new Date())), window.location.origin).href}
        />
        <Button onClick={() => setExporting(true)}>
          <Download aria-hidden="true" />
          Export…
        </Button>
      </FilterBar>
      <TimeFilter />
      {list.isError && (
        <Problem error={list.error} title="The events could not be loaded" onRetry={() => list.refetch()} />
      )}
      {(rows !== undefined || !list.isError) && (
        <Panel title="Events" flush>
          {rows?.length === 0 ? (
            <EmptyState title="No event fits" action={<Button onClick={clearAll}>Clear the filters</Button>}>
              The search looks at names of what there is, and at the beginning of ids.
            </EmptyState>
          ) : (
            <EventList
              rows={rows}
              footer={
                <ListFooter
                  list={list}
                  one="event"
                  many="events"
                  {...(count !== undefined && { total: count })}
                />
              }
            />
          )}
        </Panel>
      )}
      {isExporting && <ExportDialog filter={filter} count={count} onClose={() => setExporting(false)} />}
    </div>
  );
}
