'use client';

import { useQuery } from '@tanstack/react-query';
import { CircleCheck, CircleX, Clock, Hourglass, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { Chip, type Tone } from '@/components/ui/chip';
import { CountText } from '@/components/ui/count-text';
import { type Column, DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { Skeleton } from '@/components/ui/skeleton';
import { StaleBadge } from '@/components/ui/stale-badge';
import { Stat } from '@/components/ui/stat';
import { formatDuration } from '@/components/ui/time-format';
import { TimeText } from '@/components/ui/time-text';
import type { ClockworkJob, ClockworkView } from '@/lib/contract/clockwork';
import type { JobState } from '@/lib/domain/clockwork';
import { paths } from '@/lib/paths';
import { clockwork } from '@/lib/query/clockwork';

const STATES: Record<JobState, { tone: Tone; icon: ReactNode; text: string }> = {
  ok: { tone: 'allow', icon: <CircleCheck aria-hidden="true" />, text: 'In time' },
  late: { tone: 'deny', icon: <Clock aria-hidden="true" />, text: 'Late' },
  failing: { tone: 'deny', icon: <CircleX aria-hidden="true" />, text: 'Failing' },
  waiting: { tone: 'plain', icon: <Hourglass aria-hidden="true" />, text: 'Never ran yet' },
};

const COLUMNS: readonly Column<ClockworkJob>[] = [
  {
    id: 'job',
    header: 'What',
    card: 'title',
    cell: ({ job, says }) => (
      <span title={says}>
        <code className="font-mono">{job}</code> <span className="text-muted">{says}</span>
      </span>
    ),
  },
  {
    id: 'state',
    header: 'State',
    card: 'mark',
    width: 'w-38',
    cell: ({ state }) => (
      <Chip tone={STATES[state].tone} icon={STATES[state].icon}>
        {STATES[state].text}
      </Chip>
    ),
  },
  {
    id: 'last',
    header: 'Last success',
    width: 'w-28',
    align: 'end',
    cell: ({ lastSuccessAt }) =>
      lastSuccessAt === null ? (
        <span className="text-faint">never</span>
      ) : (
        <TimeText at={lastSuccessAt} focusable={false} />
      ),
  },
  {
    id: 'took',
    header: 'Took',
    width: 'w-20',
    align: 'end',
    from: 'lg',
    cell: ({ durationMs }) =>
      durationMs === null ? <span className="text-faint">–</span> : formatDuration(durationMs),
  },
  {
    id: 'next',
    header: 'Next run',
    width: 'w-24',
    align: 'end',
    from: 'md',
    cell: ({ nextRunAt }) => <TimeText at={nextRunAt} focusable={false} />,
  },
  {
    id: 'lag',
    header: 'Lag',
    width: 'w-26',
    align: 'end',
    cell: ({ lagSeconds }) =>
      lagSeconds === 0 ? <span className="text-faint">none</span> : formatDuration(lagSeconds * 1000),
  },
  {
    id: 'failures',
    header: 'Failures',
    width: 'w-32',
    cell: ({ failures, lastError }) =>
      failures === 0 ? (
        <span className="text-faint">none</span>
      ) : (
        <span className="text-deny-text" title={lastError ?? undefined}>
          {failures}
          {lastError !== null && `: ${lastError}`}
        </span>
      ),
  },
  {
    id: 'instance',
    header: 'Ran on',
    width: 'w-32',
    from: 'xl',
    card: 'hidden',
    cell: ({ instance }) => <span className="text-muted">{instance ?? '–'}</span>,
  },
];

/** What Cordon does by itself: whether it keeps up, and loudly where it does not. */
export function ClockworkSection() {
  const { data, error, isError, refetch, dataUpdatedAt } = useQuery(clockwork());
  if (data === undefined) {
    return isError ? (
      <Problem error={error} title="The clockwork could not be read" onRetry={() => refetch()} />
    ) : (
      <Skeleton className="h-96 w-full" />
    );
  }
  return (
    <div className="flex flex-col gap-4">
      <Verdict view={data} />
      <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-4">
        <Stat
          label="Slots behind"
          value={<CountText count={data.reviews.slotsBehind} />}
          detail={
            data.reviews.nextSlotAt === null ? (
              'no slot to come'
            ) : (
              <>
                next <TimeText at={data.reviews.nextSlotAt} show="both" />
              </>
            )
          }
          href={paths.reviewSchedules()}
        />
        <Stat
          label="Campaigns overdue"
          value={<CountText count={data.reviews.overdueCampaigns} />}
          detail={`${data.reviews.preparing} being prepared`}
          href={paths.reviews({ overdue: 'true' })}
        />
        <Stat
          label="Signed off, to be applied"
          value={<CountText count={data.reviews.applying} />}
          detail="decisions"
        />
        <Stat
          label="In the queue"
          value={<CountText count={data.queue.waiting} />}
          detail={`${data.queue.running} running · ${data.queue.failed} failed · oldest ${formatDuration(data.queue.oldestSeconds * 1000)}`}
        />
      </div>
      <Panel title="Jobs" mark={isError && <StaleBadge since={new Date(dataUpdatedAt)} />} flush>
        <DataTable
          caption="Jobs, their last and next runs"
          columns={COLUMNS}
          rows={data.jobs}
          rowKey={({ job }) => job}
          empty={<EmptyState title="No job is known">The scheduler is off on every instance.</EmptyState>}
        />
      </Panel>
      <p className="text-muted text-sm">
        None of this is needed for safety: what has ended is denied by its time, with the clockwork off for
        ever.
      </p>
    </div>
  );
}

function Verdict({ view: { isBehind, says, now } }: { view: ClockworkView }) {
  if (isBehind)
    return (
      <section
        role="alert"
        className="flex items-start gap-3 rounded-lg bg-deny-tint px-4 py-3 text-deny-text"
      >
        <TriangleAlert aria-hidden="true" className="mt-0.5 size-5 shrink-0" />
        <div>
          <p className="font-semibold text-lg">The clockwork is behind</p>
          <p>{says ?? 'Something has not run in its time.'}</p>
        </div>
      </section>
    );
  return (
    <p className="flex items-center gap-2">
      <CircleCheck aria-hidden="true" className="size-4 text-allow-text" />
      <span>
        It keeps up{says !== null && `; ${says}`}
        <span className="text-muted">
          {' '}
          (the database’s clock: <TimeText at={now} show="short" />)
        </span>
      </span>
    </p>
  );
}
