'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { CircleDot, Clock, Monitor } from 'lucide-react';
import { parseAsStringLiteral, useQueryStates } from 'nuqs';
import { useState } from 'react';
import { useViewer } from '@/components/layout/viewer';
import { Button } from '@/components/ui/button';
import { Chip } from '@/components/ui/chip';
import { type Column, DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { ListFooter } from '@/components/ui/list-footer';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { ReasonDialog } from '@/components/ui/reason-dialog';
import { Segmented } from '@/components/ui/segmented';
import { TimeText } from '@/components/ui/time-text';
import { showToast } from '@/components/ui/toast';
import { PersonText } from '@/components/user/person-text';
import type { SessionView } from '@/lib/contract/session';
import { sessionList, useEndSession } from '@/lib/query/session';
import { deviceOf } from './device';

const WORDS: Record<SessionView['state'], string> = {
  live: 'Live',
  idle: 'Idle too long',
  expired: 'Run out',
  ended: 'Ended',
};

const COLUMNS: readonly Column<SessionView>[] = [
  {
    id: 'device',
    header: 'Browser',
    card: 'title',
    cell: ({ userAgent, isCurrent }) => (
      <span className="inline-flex max-w-full items-center gap-2">
        <span className="truncate" title={userAgent ?? undefined}>
          {deviceOf(userAgent)}
        </span>
        {isCurrent && (
          <Chip tone="plain" icon={<Monitor aria-hidden="true" />}>
            This one
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
    cell: ({ state }) => (
      <Chip
        tone={state === 'live' ? 'allow' : 'plain'}
        icon={state === 'live' ? <CircleDot aria-hidden="true" /> : <Clock aria-hidden="true" />}
      >
        {WORDS[state]}
      </Chip>
    ),
  },
  { id: 'user', header: 'Person', width: 'w-48', cell: ({ user }) => <PersonText person={user} /> },
  {
    id: 'address',
    header: 'Address',
    width: 'w-36',
    from: 'md',
    cell: ({ address }) => <code className="font-mono text-sm">{address ?? '–'}</code>,
  },
  {
    id: 'created',
    header: 'Signed in',
    width: 'w-28',
    from: 'lg',
    cell: ({ createdAt }) => <TimeText at={createdAt} focusable={false} />,
  },
  {
    id: 'seen',
    header: 'Last seen',
    width: 'w-28',
    cell: ({ lastSeenAt }) => <TimeText at={lastSeenAt} focusable={false} />,
  },
  {
    id: 'end',
    header: 'Action',
    width: 'w-24',
    align: 'end',
    cell: (session) => <EndButton session={session} />,
  },
];

const PARSERS = {
  whose: parseAsStringLiteral(['mine', 'all'] as const).withDefault('mine'),
  state: parseAsStringLiteral(['live', 'over'] as const).withDefault('live'),
};

/** Who is signed in where; any of it can be ended at once. */
export function SessionSection() {
  const { roles } = useViewer();
  const isAdmin = roles.includes('admin');
  const [{ whose, state }, set] = useQueryStates(PARSERS, { history: 'push' });
  const isAll = whose === 'all' && isAdmin;
  const list = useInfiniteQuery(sessionList({ state, ...(isAll && { all: 'true' }) }));
  const rows = list.data?.pages.flatMap(({ items }) => items);
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-2">
        {isAdmin ? (
          <Segmented
            label="Whose"
            value={whose}
            onChange={(value) => set({ whose: value })}
            options={[
              { value: 'mine', label: 'Mine' },
              { value: 'all', label: 'Everybody’s' },
            ]}
          />
        ) : (
          <p className="text-muted">Your own; those of others are for admins.</p>
        )}
        <Segmented
          label="State"
          value={state}
          onChange={(value) => set({ state: value })}
          options={[
            { value: 'live', label: 'Live' },
            { value: 'over', label: 'Over' },
          ]}
        />
      </div>
      {list.isError && (
        <Problem error={list.error} title="The sessions could not be loaded" onRetry={() => list.refetch()} />
      )}
      {(rows !== undefined || !list.isError) && (
        <Panel title="Sessions" flush>
          <DataTable
            caption="Sessions, the one seen last first"
            columns={COLUMNS}
            rows={rows}
            rowKey={({ id }) => id}
            skeletonRows={3}
            empty={
              <EmptyState title={state === 'live' ? 'Nobody is signed in' : 'No session has ended of late'} />
            }
            footer={<ListFooter list={list} one="session" many="sessions" />}
          />
        </Panel>
      )}
    </div>
  );
}

function EndButton({ session }: { session: SessionView }) {
  const [isOpen, setOpen] = useState(false);
  const end = useEndSession();
  const refusal = session.state === 'live' || session.state === 'idle' ? null : 'It is over already';
  return (
    <>
      <Button size="sm" disabledReason={refusal} onClick={() => setOpen(true)}>
        End…
      </Button>
      {isOpen && (
        <ReasonDialog
          title={session.isCurrent ? 'End this very session' : 'End the session'}
          description={
            session.isCurrent
              ? 'You are signed out here with the next thing you do.'
              : `${session.user.name} is signed out of ${deviceOf(session.userAgent)} from the next request on.`
          }
          confirm="End it"
          hasReason={false}
          revision={0}
          standing=""
          refusal={refusal}
          run={async () => {
            await end.mutateAsync({ id: session.id });
            showToast({ tone: 'done', title: `The session of ${session.user.name} has ended` });
          }}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}
