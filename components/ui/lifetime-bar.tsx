'use client';

import { useNow } from './clock';
import { formatDuration } from './time-format';
import { EndText, TimeText } from './time-text';

type Props = {
  issuedAt: Date;
  endsAt: Date;
  /** When the task ends, or ended. Null when nothing but the clock ends it. */
  taskEndsAt: Date | null;
  /** When it was taken away before its time. */
  revokedAt?: Date | null;
  /** What is said of something that no task ends. */
  unbound?: string;
};

// Two ends that differ by less than this were meant to be the same moment.
const SAME_MS = 1_000;

function relation(endsAt: Date, taskEndsAt: Date | null, unbound: string): string {
  if (taskEndsAt === null) return unbound;
  const ms = endsAt.getTime() - taskEndsAt.getTime();
  if (Math.abs(ms) < SAME_MS) return 'ends with task';
  return ms > 0 ? `outlives task by ${formatDuration(ms)}` : `ends ${formatDuration(ms)} before the task may`;
}

/** From issue to end, with the task's end marked: will this access end on time? */
export function LifetimeBar({
  issuedAt,
  endsAt,
  taskEndsAt,
  revokedAt = null,
  unbound = 'not bound to a task',
}: Props) {
  const from = issuedAt.getTime();
  const to = Math.max(endsAt.getTime(), taskEndsAt?.getTime() ?? 0, from + 1);
  const share = (at: number) => Math.min(1, Math.max(0, (at - from) / (to - from)));
  const percent = (part: number) => `${(part * 100).toFixed(2)}%`;

  const lastAt = Math.min(endsAt.getTime(), revokedAt?.getTime() ?? Number.POSITIVE_INFINITY);
  const lived = useNow((now) => Math.round(share(Math.min(now.getTime(), lastAt)) * 1_000) / 1_000) ?? 0;
  const isOver = useNow((now) => now.getTime() >= lastAt) ?? false;

  const allowed = share(endsAt.getTime());
  const taskEnd = taskEndsAt === null ? null : share(taskEndsAt.getTime());
  const isLate = taskEnd !== null && endsAt.getTime() - (taskEndsAt?.getTime() ?? 0) >= SAME_MS;
  const words = relation(endsAt, taskEndsAt, unbound);

  return (
    <div className="min-w-0">
      <svg width="100%" height="22" aria-hidden="true" className="overflow-visible">
        <rect x="0" y="7" width="100%" height="8" rx="2" className="fill-hover" />
        <rect x="0" y="7" width={percent(allowed)} height="8" rx="2" className="fill-accent-tint" />
        <rect
          x="0"
          y="7"
          width={percent(lived)}
          height="8"
          rx="2"
          className={isOver ? 'fill-unknown' : 'fill-accent'}
        />
        {isLate && taskEnd !== null && (
          <rect
            x={percent(taskEnd)}
            y="7"
            width={percent(allowed - taskEnd)}
            height="8"
            className="fill-none stroke-deny"
            strokeDasharray="3 2"
          />
        )}
        {taskEnd !== null && (
          <svg
            aria-hidden="true"
            x={percent(taskEnd)}
            y="0"
            width="1"
            height="22"
            className="overflow-visible"
          >
            <path d="M0 1v20" strokeWidth="2" className="stroke-ink" />
            <path d="M-5 1h10l-5 5z" className="fill-ink" />
          </svg>
        )}
        {revokedAt !== null && (
          <svg
            aria-hidden="true"
            x={percent(share(revokedAt.getTime()))}
            y="7"
            width="1"
            height="8"
            className="overflow-visible"
          >
            <path d="m-4 0 8 8m0-8-8 8" strokeWidth="2" className="stroke-stop" />
          </svg>
        )}
      </svg>
      <p className="mt-0.5 flex flex-wrap justify-between gap-x-3 text-muted text-sm">
        <span>
          from <TimeText at={issuedAt} show="short" focusable={false} />
        </span>
        <span className="font-medium text-ink">{words}</span>
        {revokedAt === null ? (
          <EndText at={endsAt} />
        ) : (
          <span>
            revoked <TimeText at={revokedAt} show="short" focusable={false} />
          </span>
        )}
      </p>
    </div>
  );
}
