'use client';

import { cx } from '@/components/ui/class-name';
import { useNow } from '@/components/ui/clock';
import { TimeText } from '@/components/ui/time-text';
import type { TaskView } from '@/lib/contract/task';
import { OPEN_TASK_STATES } from '@/lib/domain/task';

/** How much of a task's time is gone, in one line of a table. */
export function TaskLifetime({
  task,
}: {
  task: Pick<TaskView, 'state' | 'startedAt' | 'endsAt' | 'endedAt'>;
}) {
  const from = task.startedAt.getTime();
  const whole = Math.max(1, task.endsAt.getTime() - from);
  const isOpen = OPEN_TASK_STATES.includes(task.state);
  const last = task.endedAt ?? task.endsAt;
  const lived =
    useNow((now) => {
      const at = isOpen ? now.getTime() : last.getTime();
      return Math.round(Math.min(1, Math.max(0, (at - from) / whole)) * 1_000) / 10;
    }) ?? 0;

  return (
    <span className="flex min-w-0 items-center gap-2">
      <svg width="48" height="6" aria-hidden="true" className="shrink-0">
        <rect width="48" height="6" rx="2" className={isOpen ? 'fill-accent-tint' : 'fill-hover'} />
        <rect width={`${lived}%`} height="6" rx="2" className={cx(isOpen ? 'fill-accent' : 'fill-unknown')} />
      </svg>
      {isOpen ? (
        <span className="truncate">
          ends <TimeText at={task.endsAt} show="both" focusable={false} />
        </span>
      ) : (
        <span className="truncate">
          ended <TimeText at={last} show="short" focusable={false} />
        </span>
      )}
    </span>
  );
}
