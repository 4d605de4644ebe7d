'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { Ban, CircleDot, Clock, Infinity as Endless, Plus } from 'lucide-react';
import { useState } from 'react';
import { DemoChip } from '@/components/agent/demo-chip';
import { Button } from '@/components/ui/button';
import { Chip } from '@/components/ui/chip';
import { type Column, DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { type Filter, FilterBar, useFilters } from '@/components/ui/filter-bar';
import { lazyDialog } from '@/components/ui/lazy-dialog';
import { ListFooter } from '@/components/ui/list-footer';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { TimeText } from '@/components/ui/time-text';
import { usePermissionRefusal } from '@/components/user/permission';
import { RoleMissing } from '@/components/user/role-missing';
import type { ApiKeyView } from '@/lib/contract/api-key';
import { API_KEY_STATES } from '@/lib/domain/api-key';
import { LONG_KEY_DAYS } from '@/lib/domain/finding';
import { ROLES } from '@/lib/domain/role';
import { apiKeyList } from '@/lib/query/api-key';
import { KeyActions } from './key-actions';

const NewKeyDialog = lazyDialog(async () => (await import('./new-key-dialog')).NewKeyDialog);

const FILTERS = [
  { kind: 'text', key: 'q', label: 'Part of the name' },
  {
    kind: 'select',
    key: 'role',
    label: 'Role',
    anyLabel: 'Any role',
    options: ROLES.map((value) => ({ value, label: value })),
  },
  {
    kind: 'select',
    key: 'state',
    label: 'State',
    anyLabel: 'Live or not',
    options: API_KEY_STATES.map((value) => ({ value, label: `${value[0]?.toUpperCase()}${value.slice(1)}` })),
  },
] as const satisfies readonly Filter[];

const STATES: Record<ApiKeyView['state'], { tone: 'allow' | 'plain'; icon: typeof CircleDot; text: string }> =
  {
    live: { tone: 'allow', icon: CircleDot, text: 'Live' },
    expired: { tone: 'plain', icon: Clock, text: 'Expired' },
    revoked: { tone: 'plain', icon: Ban, text: 'Revoked' },
  };

function EndOf({ apiKey: { createdAt, expiresAt, state } }: { apiKey: ApiKeyView }) {
  const days =
    expiresAt === null ? Number.POSITIVE_INFINITY : (expiresAt.getTime() - createdAt.getTime()) / 86_400_000;
  const isMarked = state === 'live' && days > LONG_KEY_DAYS;
  if (expiresAt === null) {
    return isMarked ? (
      <Chip tone="stop" icon={<Endless aria-hidden="true" />}>
        Never
      </Chip>
    ) : (
      <span className="text-muted">never</span>
    );
  }
  return (
    <span className="inline-flex items-center gap-2">
      <TimeText at={expiresAt} focusable={false} />
      {isMarked && (
        <Chip tone="escalate" icon={<Clock aria-hidden="true" />}>
          Long
        </Chip>
      )}
    </span>
  );
}

const COLUMNS: readonly Column<ApiKeyView>[] = [
  {
    id: 'name',
    header: 'Key',
    card: 'title',
    cell: ({ name, hint, source }) => (
      <span className="inline-flex max-w-full items-center gap-2">
        <span className="truncate font-medium">{name}</span>
        <code className="font-mono text-muted text-sm" title="Its last four characters">
          •{hint}
        </code>
        <DemoChip source={source} />
      </span>
    ),
  },
  {
    id: 'state',
    header: 'State',
    card: 'mark',
    width: 'w-28',
    cell: ({ state }) => {
      const { tone, icon: Icon, text } = STATES[state];
      return (
        <Chip tone={tone} icon={<Icon aria-hidden="true" />}>
          {text}
        </Chip>
      );
    },
  },
  { id: 'roles', header: 'Roles', width: 'w-28', cell: ({ roles }) => roles.join(', ') },
  {
    id: 'bound',
    header: 'Bound to',
    width: 'w-48',
    from: 'lg',
    cell: ({ systems, agents, user }) => {
      const text = [...agents, ...systems, ...(user === null ? [] : [user.name])].join(', ');
      return text === '' ? <span className="text-faint">nothing</span> : <span title={text}>{text}</span>;
    },
  },
  {
    id: 'used',
    header: 'Last used',
    width: 'w-28',
    from: 'md',
    cell: ({ lastUsedAt }) =>
      lastUsedAt === null ? (
        <span className="text-faint">never</span>
      ) : (
        <TimeText at={lastUsedAt} focusable={false} />
      ),
  },
  { id: 'ends', header: 'Ends', width: 'w-36', cell: (apiKey) => <EndOf apiKey={apiKey} /> },
  {
    id: 'actions',
    header: 'Actions',
    width: 'w-48',
    align: 'end',
    cell: (apiKey) => <KeyActions apiKey={apiKey} />,
  },
];

/** Keys for automation: what they may do, when they were last used, when they end. */
export function KeySection() {
  const refusal = usePermissionRefusal('api-key.list');
  if (refusal !== null) {
    return (
      <Panel title="API keys">
        <RoleMissing what="API keys are" refusal={refusal} />
      </Panel>
    );
  }
  return <Keys />;
}

function Keys() {
  const { values, clear } = useFilters(FILTERS);
  const list = useInfiniteQuery(apiKeyList(values));
  const refusal = usePermissionRefusal('api-key.create');
  const [isNew, setNew] = useState(false);
  const rows = list.data?.pages.flatMap(({ items }) => items);
  const newButton = (
    <Button variant="primary" disabledReason={refusal} onClick={() => setNew(true)}>
      <Plus aria-hidden="true" />
      New key
    </Button>
  );
  return (
    <div className="flex flex-col gap-3">
      <FilterBar filters={FILTERS}>{newButton}</FilterBar>
      {list.isError && (
        <Problem error={list.error} title="The keys could not be loaded" onRetry={() => list.refetch()} />
      )}
      {(rows !== undefined || !list.isError) && (
        <Panel title="API keys" flush>
          <DataTable
            caption="API keys, newest first"
            columns={COLUMNS}
            rows={rows}
            rowKey={({ id }) => id}
            empty={
              Object.keys(values).length > 0 ? (
                <EmptyState title="No key fits" action={<Button onClick={clear}>Clear the filters</Button>} />
              ) : (
                <EmptyState title="There is no key yet" action={newButton}>
                  A gateway needs one of role pep to ask for decisions.
                </EmptyState>
              )
            }
            footer={<ListFooter list={list} one="key" many="keys" />}
          />
        </Panel>
      )}
      {isNew && <NewKeyDialog onClose={() => setNew(false)} />}
    </div>
  );
}
