'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { ArrowDown } from 'lucide-react';
import { Fragment } from 'react';
import { EmptyState } from '@/components/ui/empty-state';
import { Link } from '@/components/ui/link';
import { ListFooter } from '@/components/ui/list-footer';
import { OutcomeChip } from '@/components/ui/outcome-chip';
import { Problem } from '@/components/ui/problem';
import { SkeletonText } from '@/components/ui/skeleton';
import { TimeText } from '@/components/ui/time-text';
import type { DecisionSummary } from '@/lib/contract/decision';
import type { TaskView } from '@/lib/contract/task';
import type { ActionClass } from '@/lib/domain/action-class';
import { declaredClasses } from '@/lib/domain/task';
import { paths } from '@/lib/paths';
import { callList } from '@/lib/query/task';

type Shift = { from: ActionClass; to: ActionClass };

/**
 * Where the kind of action changes from reading to something else, by decision. Calls come newest first; the
 * oldest one that is loaded has nothing before it to be compared with.
 */
export function shiftsOf(calls: readonly DecisionSummary[]): Map<string, Shift> {
  const shifts = new Map<string, Shift>();
  const known = new Set<ActionClass>();
  let before: ActionClass | null = null;
  for (const { id, actionClass } of [...calls].reverse()) {
    if (actionClass === null) continue;
    if (before !== null && actionClass !== 'read' && !known.has(actionClass)) {
      shifts.set(id, { from: before, to: actionClass });
    }
    known.add(actionClass);
    before = actionClass;
  }
  return shifts;
}

/** What a task asked for, one call after the other, newest first. */
export function TaskTimeline({ task }: { task: TaskView }) {
  const list = useInfiniteQuery(callList({ task: task.id }));
  const calls = list.data?.pages.flatMap(({ items }) => items);
  const shifts = shiftsOf(calls ?? []);
  const declared = declaredClasses(task);

  if (calls === undefined) {
    return list.isError ? (
      <div className="p-4">
        <Problem error={list.error} title="The calls could not be loaded" onRetry={() => list.refetch()} />
      </div>
    ) : (
      <div className="p-4">
        <SkeletonText lines={6} />
      </div>
    );
  }
  if (calls.length === 0 && !list.hasNextPage) {
    return <EmptyState title="No call yet">Each call of this task appears here as it is decided.</EmptyState>;
  }
  return (
    <>
      <ol className="py-1">
        {calls.map((call) => {
          const shift = shifts.get(call.id);
          return (
            <Fragment key={call.id}>
              <Call call={call} />
              {shift !== undefined && <ShiftMark shift={shift} isDeclared={declared.includes(shift.to)} />}
            </Fragment>
          );
        })}
      </ol>
      <div className="flex min-h-11 flex-wrap items-center gap-3 border-line border-t px-4 py-1.5 text-muted text-sm">
        <ListFooter list={list} one="call" many="calls" />
      </div>
    </>
  );
}

function Call({ call }: { call: DecisionSummary }) {
  return (
    <li className="relative grid grid-cols-[minmax(0,1fr)_auto] items-baseline gap-x-3 gap-y-0.5 px-4 py-1.5 hover:bg-hover sm:grid-cols-[7rem_9rem_minmax(0,1fr)]">
      <TimeText at={call.at} show="short" focusable={false} className="text-muted text-sm" />
      <span>
        <OutcomeChip outcome={call.outcome} />
      </span>
      <Link
        href={paths.decision(call.id)}
        className="rounded-sm text-sm after:absolute after:inset-0 max-sm:col-span-2 [overflow-wrap:anywhere]"
      >
        <code className="font-medium font-mono">{call.tool}</code>
        <span className="text-muted">
          {call.actionClass !== null && <> · {call.actionClass}</>}
          {' · '}
          <code className="font-mono">{call.reason}</code>
        </span>
      </Link>
    </li>
  );
}

function ShiftMark({ shift: { from, to }, isDeclared }: { shift: Shift; isDeclared: boolean }) {
  return (
    <li
      className={
        isDeclared
          ? 'mx-4 my-1 flex items-center gap-2 rounded-md bg-sunken px-2.5 py-1 text-muted text-sm'
          : 'mx-4 my-1 flex items-center gap-2 rounded-md bg-escalate-tint px-2.5 py-1 text-escalate-text text-sm'
      }
    >
      <ArrowDown aria-hidden="true" className="size-3.5 shrink-0 rotate-180" />
      <span>
        From {from} to <span className="font-medium">{to}</span>,{' '}
        {isDeclared ? 'as declared' : 'which it did not declare'}
      </span>
    </li>
  );
}
