'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { CircleCheck, KeyRound, Plus, Users, UserX } from 'lucide-react';
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
import { usePermissionRefusal } from '@/components/user/permission';
import type { UserView } from '@/lib/contract/user';
import { PERSON_ROLES } from '@/lib/domain/role';
import { userList } from '@/lib/query/user';
import { PersonActions } from './person-actions';

const NewPersonDialog = lazyDialog(async () => (await import('./new-person-dialog')).NewPersonDialog);

const FILTERS = [
  { kind: 'text', key: 'q', label: 'Name or address' },
  {
    kind: 'select',
    key: 'role',
    label: 'Role',
    anyLabel: 'Any role',
    options: PERSON_ROLES.map((value) => ({ value, label: value })),
  },
  {
    kind: 'select',
    key: 'disabled',
    label: 'State',
    anyLabel: 'Enabled or not',
    options: [
      { value: 'false', label: 'Enabled' },
      { value: 'true', label: 'Disabled' },
    ],
  },
] as const satisfies readonly Filter[];

function StateOf({ person }: { person: UserView }) {
  if (person.disabled) {
    return (
      <Chip tone="deny" icon={<UserX aria-hidden="true" />}>
        Disabled
      </Chip>
    );
  }
  return person.signIn.length === 0 ? (
    <Chip tone="escalate" icon={<KeyRound aria-hidden="true" />}>
      Never signed in
    </Chip>
  ) : (
    <Chip tone="plain" icon={<CircleCheck aria-hidden="true" />}>
      Enabled
    </Chip>
  );
}

const COLUMNS: readonly Column<UserView>[] = [
  {
    id: 'name',
    header: 'Person',
    card: 'title',
    cell: (person) => (
      <span className="inline-flex max-w-full items-center gap-x-2 max-sm:flex-wrap">
        <span className="truncate font-medium">{person.name}</span>
        <span className="min-w-0 truncate text-muted max-sm:order-last max-sm:basis-full">
          {person.email}
        </span>
        <DemoChip source={person.source} />
        {person.samePersonAs !== null && (
          <Chip tone="plain" icon={<Users aria-hidden="true" />}>
            Another account
          </Chip>
        )}
      </span>
    ),
  },
  {
    id: 'state',
    header: 'State',
    card: 'mark',
    width: 'w-36',
    cell: (person) => <StateOf person={person} />,
  },
  {
    id: 'roles',
    header: 'Roles',
    width: 'w-40',
    cell: ({ roles }) => roles.join(', ') || <span className="text-faint">none</span>,
  },
  {
    id: 'sign-in',
    header: 'Signs in by',
    width: 'w-32',
    from: 'xl',
    cell: ({ signIn }) =>
      signIn.map((way) => (way === 'oidc' ? 'single sign-on' : 'password')).join(', ') || (
        <span className="text-faint">nothing yet</span>
      ),
  },
  {
    id: 'actions',
    header: 'Actions',
    width: 'w-112',
    align: 'end',
    cell: (person) => <PersonActions person={person} />,
  },
];

/** Who can use the console, and how. */
export function PeopleSection() {
  const { values, clear } = useFilters(FILTERS);
  const list = useInfiniteQuery(userList(values));
  const refusal = usePermissionRefusal('user.create');
  const [isNew, setNew] = useState(false);
  const rows = list.data?.pages.flatMap(({ items }) => items);
  return (
    <div className="flex flex-col gap-3">
      <FilterBar filters={FILTERS}>
        <Button variant="primary" disabledReason={refusal} onClick={() => setNew(true)}>
          <Plus aria-hidden="true" />
          New person
        </Button>
      </FilterBar>
      {list.isError && (
        <Problem error={list.error} title="The people could not be loaded" onRetry={() => list.refetch()} />
      )}
      {(rows !== undefined || !list.isError) && (
        <Panel title="People" flush>
          <DataTable
            caption="People, by address"
            columns={COLUMNS}
            rows={rows}
            rowKey={({ id }) => id}
            empty={
              <EmptyState title="Nobody fits" action={<Button onClick={clear}>Clear the filters</Button>}>
                The search looks at names and addresses.
              </EmptyState>
            }
            footer={<ListFooter list={list} one="person" many="people" />}
          />
        </Panel>
      )}
      {isNew && <NewPersonDialog onClose={() => setNew(false)} />}
    </div>
  );
}
