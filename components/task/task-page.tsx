'use client';

import { useQuery } from '@tanstack/react-query';
import { DemoChip } from '@/components/agent/demo-chip';
import { GrantItem } from '@/components/grant/grant-item';
import { LabelList } from '@/components/label/label-list';
import { RelabelButton } from '@/components/label/relabel-button';
import { PageHeader } from '@/components/layout/page-header';
import { stopsCovering } from '@/components/stop/covering';
import { StopBanner } from '@/components/stop/stop-banner';
import { useNow } from '@/components/ui/clock';
import { CountText } from '@/components/ui/count-text';
import { EmptyState } from '@/components/ui/empty-state';
import { IdText } from '@/components/ui/id-text';
import { KeyValueList } from '@/components/ui/key-value-list';
import { Link } from '@/components/ui/link';
import { LinkButton } from '@/components/ui/link-button';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { SkeletonText } from '@/components/ui/skeleton';
import { StaleBadge } from '@/components/ui/stale-badge';
import { StateChip } from '@/components/ui/state-chip';
import { TierChip } from '@/components/ui/tier-chip';
import { formatDuration } from '@/components/ui/time-format';
import { TimeText } from '@/components/ui/time-text';
import { ActorName } from '@/components/user/actor-name';
import type { TaskDetail } from '@/lib/contract/task';
import { OPEN_TASK_STATES, taskStateAt } from '@/lib/domain/task';
import { paths } from '@/lib/paths';
import { agentOne } from '@/lib/query/agent';
import { ApiError } from '@/lib/query/client';
import { openStops } from '@/lib/query/stop';
import { taskOne } from '@/lib/query/task';
import { TaskCleanup } from './task-cleanup';
import { TaskMoveButton } from './task-move-button';
import { TaskTimeline } from './task-timeline';
import { TaskTree } from './task-tree';

const BACK = { label: 'Tasks', href: paths.tasks() };

/** One piece of work: for whom, until when, with what, and what it did. */
export function TaskPage({ id }: { id: string }) {
  const { data: task, error, isError, refetch, dataUpdatedAt } = useQuery(taskOne(id));
  if (task !== undefined) {
    return <LoadedTask task={task} staleSince={isError ? new Date(dataUpdatedAt) : null} />;
  }
  if (error instanceof ApiError && error.status === 404) {
    return (
      <>
        <PageHeader title="Task" back={BACK} />
        <EmptyState
          title="There is no such task"
          action={<LinkButton href={paths.tasks()}>All tasks</LinkButton>}
        >
          Nothing is known under <code className="break-all font-mono text-sm">{id}</code>.
        </EmptyState>
      </>
    );
  }
  return (
    <>
      <PageHeader title="Task" back={BACK} />
      {isError ? (
        <Problem error={error} title="The task could not be loaded" onRetry={() => refetch()} />
      ) : (
        <Panel title="Loading">
          <SkeletonText lines={8} />
        </Panel>
      )}
    </>
  );
}

function LoadedTask({ task: told, staleSince }: { task: TaskDetail; staleSince: Date | null }) {
  // The deadline may pass while one looks at it.
  const state = useNow((now) => taskStateAt(told, now)) ?? told.state;
  const task = { ...told, state };
  const isOpen = OPEN_TASK_STATES.includes(task.state);
  const left = useNow((now) => formatDuration(Math.max(0, told.endsAt.getTime() - now.getTime())));
  const agent = useQuery(agentOne(task.agent)).data;
  const stops = useQuery(openStops()).data ?? [];
  const covering = isOpen && agent !== undefined ? stopsCovering(agent, stops) : [];

  return (
    <>
      <PageHeader
        back={BACK}
        title={task.purpose}
        mark={
          <>
            <StateChip state={task.state} />
            <DemoChip source={task.source} />
            {staleSince !== null && <StaleBadge since={staleSince} />}
          </>
        }
        actions={
          <>
            {task.state === 'paused' ? (
              <TaskMoveButton task={task} move="resume" />
            ) : (
              <TaskMoveButton task={task} move="pause" />
            )}
            <TaskMoveButton task={task} move="complete" />
            <TaskMoveButton task={task} move="cancel" />
          </>
        }
      />
      {covering.map((stop) => (
        <StopBanner key={stop.id} stop={stop} />
      ))}
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
        <div className="flex min-w-0 flex-col gap-4">
          {!isOpen && <TaskCleanup task={task} />}
          <Panel title="What and until when">
            <KeyValueList
              items={[
                {
                  label: 'Agent',
                  value: (
                    <span className="inline-flex flex-wrap items-center gap-2">
                      <Link href={paths.agent(task.agent)} className="text-accent underline">
                        {task.agentName}
                      </Link>
                      <TierChip tier={task.tier} />
                    </span>
                  ),
                },
                { label: 'For', value: task.onBehalfOf ?? <span className="text-muted">nobody named</span> },
                {
                  label: 'May',
                  value:
                    task.actionClasses.length === 0 ? (
                      <>
                        read{' '}
                        <span className="text-muted">(it declared nothing, so only this goes unasked)</span>
                      </>
                    ) : (
                      task.actionClasses.join(', ')
                    ),
                },
                {
                  label: 'Deadline',
                  value: isOpen ? (
                    <>
                      {left !== null && <span className="font-semibold">{left} left</span>}
                      <span className="text-muted"> · until </span>
                      <TimeText at={task.endsAt} show="exact" />
                    </>
                  ) : (
                    <TimeText at={task.endsAt} show="exact" />
                  ),
                },
                { label: 'Started', value: <TimeText at={task.startedAt} show="both" /> },
                { label: 'Opened by', value: <ActorName id={task.openedBy} /> },
                {
                  label: 'Calls',
                  value: (
                    <>
                      <CountText count={task.counters.calls} />{' '}
                      <span className="text-muted">({task.counters.callsThisMinute} this minute)</span>
                    </>
                  ),
                },
                ...(task.externalId === null
                  ? []
                  : [{ label: 'Known as', value: task.externalId, mono: true }]),
                ...(task.parentTask === null
                  ? []
                  : [
                      {
                        label: 'Part of',
                        value: (
                          <Link href={paths.task(task.parentTask)} className="text-accent underline">
                            {task.parentTask}
                          </Link>
                        ),
                      },
                    ]),
                { label: 'Id', value: <IdText id={task.id} /> },
              ]}
            />
          </Panel>
          {task.tree.length > 0 && (
            <Panel
              title="Who delegated to whom"
              mark={<CountText count={task.tree.length} className="text-muted text-sm" />}
              flush
            >
              <TaskTree task={task} />
            </Panel>
          )}
          <Panel
            title="What it has touched"
            actions={
              <RelabelButton
                target={{ kind: 'task', id: task.id }}
                labels={task.labels}
                revision={task.revision}
              />
            }
          >
            <LabelList
              labels={task.labels}
              more={[{ label: 'Drift', value: `${task.drift}, in hundredths of one unasked call` }]}
            />
          </Panel>
          <Panel
            title={isOpen ? 'Grants' : 'Grants it had'}
            actions={
              isOpen && (
                <LinkButton size="sm" href={paths.newGrant({ task: task.id })}>
                  New grant
                </LinkButton>
              )
            }
            mark={<CountText count={task.grants.length} className="text-muted text-sm" />}
            flush
          >
            {task.grants.length === 0 ? (
              <EmptyState title="No grant">
                Nothing is allowed to this task without asking a person.
              </EmptyState>
            ) : (
              <ul>
                {task.grants.map((grant) => (
                  <GrantItem key={grant.id} grant={grant} taskEndsAt={task.endsAt} />
                ))}
              </ul>
            )}
          </Panel>
        </div>
        <Panel title="Calls" flush>
          <TaskTimeline task={task} />
        </Panel>
      </div>
    </>
  );
}
