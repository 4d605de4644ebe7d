'use client';

import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { PageHeader } from '@/components/layout/page-header';
import { EmptyState } from '@/components/ui/empty-state';
import { LinkButton } from '@/components/ui/link-button';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { SkeletonText } from '@/components/ui/skeleton';
import type { ReviewScheduleView } from '@/lib/contract/review-schedule';
import { paths } from '@/lib/paths';
import { ApiError } from '@/lib/query/client';
import { reviewScheduleOne } from '@/lib/query/review-schedule';

const BACK = { label: 'Schedules', href: paths.reviewSchedules() };

type Props = { id: string; children: (schedule: ReviewScheduleView, staleSince: Date | null) => ReactNode };

/** One schedule: while it is loaded, where there is none, and itself. */
export function ScheduleReading({ id, children }: Props) {
  const { data, error, isError, refetch, dataUpdatedAt } = useQuery(reviewScheduleOne(id));
  if (data !== undefined) return <>{children(data, isError ? new Date(dataUpdatedAt) : null)}</>;
  return (
    <>
      <PageHeader title="Review schedule" back={BACK} />
      {error instanceof ApiError && (error.status === 404 || error.status === 400) ? (
        <EmptyState
          title="There is no such schedule"
          action={<LinkButton href={paths.reviewSchedules()}>All schedules</LinkButton>}
        >
          A schedule is never deleted, only paused.
        </EmptyState>
      ) : isError ? (
        <Problem error={error} title="The schedule could not be loaded" onRetry={() => refetch()} />
      ) : (
        <Panel title="Loading">
          <SkeletonText lines={8} />
        </Panel>
      )}
    </>
  );
}
