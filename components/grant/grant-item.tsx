'use client';

import { useQuery } from '@tanstack/react-query';
import { Ticket } from 'lucide-react';
import Link from 'next/link';
import { Chip } from '@/components/ui/chip';
import { LifetimeBar } from '@/components/ui/lifetime-bar';
import { Skeleton } from '@/components/ui/skeleton';
import { StateChip } from '@/components/ui/state-chip';
import type { GrantView } from '@/lib/contract/grant';
import { paths } from '@/lib/paths';
import { taskOne } from '@/lib/query/task';
import { RevokeGrantButton } from './revoke-grant-button';
import { ScopeText } from './scope-text';

type Props = {
  grant: GrantView;
  /** When its task ends or ended; left out where the page is not the task's: then it is asked for. */
  taskEndsAt?: Date;
};

/** One grant: what it allows, until when, and the way to take it away. */
export function GrantItem({ grant, taskEndsAt }: Props) {
  const isAsked = taskEndsAt === undefined;
  const { data: task, isError } = useQuery({ ...taskOne(grant.task), enabled: isAsked });
  const endsAt = taskEndsAt ?? task?.endsAt ?? (isError ? null : undefined);

  return (
    <li className="grid gap-x-6 gap-y-2 border-line border-b px-4 py-3 last:border-b-0 lg:grid-cols-[minmax(0,5fr)_minmax(0,6fr)_auto]">
      <div className="min-w-0">
        <ScopeText scope={grant.scope} />
        <p className="mt-1 flex flex-wrap items-center gap-1.5 text-muted text-sm">
          {grant.state === 'exhausted' ? (
            <StateChip state="spent" />
          ) : (
            grant.state !== 'live' && <StateChip state={grant.state} />
          )}
          {grant.uses !== null && (
            <Chip tone="plain" icon={<Ticket aria-hidden="true" />}>
              {grant.spent} of {grant.uses} uses
            </Chip>
          )}
          {isAsked && (
            <Link href={paths.task(grant.task)} className="text-accent underline [overflow-wrap:anywhere]">
              {task?.purpose ?? grant.task}
            </Link>
          )}
        </p>
      </div>
      {endsAt === undefined ? (
        <Skeleton className="h-8" />
      ) : (
        <LifetimeBar
          issuedAt={grant.startsAt}
          endsAt={grant.endsAt}
          taskEndsAt={endsAt}
          revokedAt={grant.revokedAt}
        />
      )}
      <div className="lg:text-right">
        {grant.state === 'live' || grant.state === 'exhausted' ? <RevokeGrantButton grant={grant} /> : null}
      </div>
    </li>
  );
}
