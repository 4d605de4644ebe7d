'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { CircleCheck, CircleDot } from 'lucide-react';
import { PageHeader } from '@/components/layout/page-header';
import { Button } from '@/components/ui/button';
import { Chip } from '@/components/ui/chip';
import { cx } from '@/components/ui/class-name';
import { EmptyState } from '@/components/ui/empty-state';
import { type Filter, FilterBar, useFilters } from '@/components/ui/filter-bar';
import { Link } from '@/components/ui/link';
import { LinkButton } from '@/components/ui/link-button';
import { ListFooter } from '@/components/ui/list-footer';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { Skeleton } from '@/components/ui/skeleton';
import { TimeText } from '@/components/ui/time-text';
import type { NotificationView } from '@/lib/contract/notification';
import { paths } from '@/lib/paths';
import { notificationList, useMarkRead } from '@/lib/query/notification';

const FILTERS = [
  {
    kind: 'select',
    key: 'unread',
    label: 'Which',
    anyLabel: 'All',
    options: [
      { value: 'true', label: 'Unread' },
      { value: 'false', label: 'Read' },
    ],
  },
] as const satisfies readonly Filter[];

/** What whoever is signed in was told, newest first, each as it stands now. */
export function InboxPage() {
  const { values } = useFilters(FILTERS);
  const list = useInfiniteQuery(notificationList(values));
  const mark = useMarkRead();
  const rows = list.data?.pages.flatMap(({ items }) => items);
  const hasUnread = rows?.some(({ readAt }) => readAt === null) === true;
  return (
    <>
      <PageHeader
        title="Inbox"
        description="What you were told. Opening an entry decides nothing."
        actions={
          <>
            <LinkButton href={paths.settings('notifications')}>How you are told</LinkButton>
            <Button
              busy={mark.isPending}
              disabledReason={hasUnread ? null : 'Nothing is unread'}
              onClick={() => mark.mutate({})}
            >
              Mark all as read
            </Button>
          </>
        }
      />
      <div className="flex flex-col gap-3">
        <FilterBar filters={FILTERS} />
        <Problem error={mark.error} title="Not marked" />
        {list.isError && (
          <Problem error={list.error} title="The inbox could not be loaded" onRetry={() => list.refetch()} />
        )}
        {rows === undefined && !list.isError && <Skeleton className="h-64 w-full" />}
        {rows !== undefined && (
          <Panel title="Entries" flush>
            {rows.length === 0 ? (
              <EmptyState title="Nothing here">
                When a call waits for you, or something needs you, it stands here.
              </EmptyState>
            ) : (
              <ul aria-label="Entries" className="divide-y divide-line">
                {rows.map((entry) => (
                  <Entry
                    key={entry.id}
                    entry={entry}
                    onMark={(read) => mark.mutate({ ids: [entry.id], read })}
                  />
                ))}
              </ul>
            )}
            <div className="flex items-center gap-3 border-line border-t px-4 py-2 text-muted text-sm">
              <ListFooter list={list} one="entry" many="entries" />
            </div>
          </Panel>
        )}
      </div>
    </>
  );
}

type EntryProps = { entry: NotificationView; onMark: (read: boolean) => void };

function Entry({ entry, onMark }: EntryProps) {
  const isRead = entry.readAt !== null;
  const facts = entry.facts.filter(({ label }) =>
    ['Task', 'For', 'Yours', 'Open', 'Done', 'Until', 'Reason', 'By'].includes(label),
  );
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0 grow basis-80">
        {entry.path === null ? (
          <span className={cx(!isRead && 'font-medium')}>{entry.title}</span>
        ) : (
          <Link
            href={entry.path}
            onClick={() => !isRead && onMark(true)}
            className={cx(
              'rounded-sm underline decoration-edge underline-offset-2 hover:decoration-ink',
              !isRead && 'font-medium',
            )}
          >
            {entry.title}
          </Link>
        )}
        <p className="break-words text-muted text-sm">
          {facts.map(({ label, value }) => `${label}: ${value}`).join(' · ')}
          {entry.standsInFor !== null && ` · told for ${entry.standsInFor}, who is away`}
        </p>
      </div>
      <div className="flex items-center gap-3">
        <StateOf entry={entry} />
        <TimeText at={entry.at} />
        <Button size="sm" onClick={() => onMark(!isRead)}>
          {isRead ? 'Mark as unread' : 'Mark as read'}
        </Button>
      </div>
    </li>
  );
}

function StateOf({ entry: { isOpen, answer } }: { entry: NotificationView }) {
  if (isOpen) {
    return (
      <Chip tone="escalate" icon={<CircleDot aria-hidden="true" />}>
        Waits
      </Chip>
    );
  }
  if (answer === null) return null;
  return (
    <Chip tone="plain" icon={<CircleCheck aria-hidden="true" />}>
      {answer}
    </Chip>
  );
}
