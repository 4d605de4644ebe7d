'use client';

import { cx } from './class-name';
import { useNow } from './clock';
import { useZone } from './preference-provider';
import {
  formatDuration,
  formatExact,
  formatInstant,
  formatRelative,
  formatShort,
  zoneName,
} from './time-format';

type Props = {
  at: Date;
  /** `relative`: "3 min ago". `short`: "14:02:11". `exact`, `instant`: with date and zone. `both`: short, then relative. */
  show?: 'relative' | 'short' | 'exact' | 'instant' | 'both';
  /** False inside a table, where the row's link is the stop for the keyboard and the detail has the exact time. */
  focusable?: boolean;
  className?: string;
};

/** One moment. The exact time with its zone is in the title, and is shown on focus. */
export function TimeText({ at, show = 'relative', focusable = true, className }: Props) {
  const zone = useZone();
  const exact = show === 'instant' ? formatInstant(at, zone) : formatExact(at, zone);
  const relative = useNow((now) => formatRelative(at, now));
  const short = useNow((now) => formatShort(at, now, zone)) ?? formatExact(at, zone);

  const text = { relative: relative ?? exact, short, exact, instant: exact, both: short }[show];
  const isStop = focusable && (show === 'relative' || show === 'short' || show === 'both');
  return (
    <time
      dateTime={at.toISOString()}
      title={exact}
      // The exact time must be reachable without a mouse.
      tabIndex={isStop ? 0 : undefined}
      data-tip={isStop ? exact : undefined}
      className={cx('whitespace-nowrap rounded-sm', className)}
    >
      {text}
      {show === 'both' && relative !== null && <span className="text-muted"> · {relative}</span>}
    </time>
  );
}

/** "ends 14:32 CET (in 12 min)": an end is always told in both ways. */
export function EndText({ at, className }: { at: Date; className?: string }) {
  const zone = useZone();
  const relative = useNow((now) => formatRelative(at, now));
  const short = useNow((now) => formatShort(at, now, zone)) ?? formatExact(at, zone);
  const isPast = useNow((now) => now >= at);
  return (
    <time
      dateTime={at.toISOString()}
      title={formatExact(at, zone)}
      className={cx('whitespace-nowrap', className)}
    >
      {isPast === true ? 'ended' : 'ends'} {short} {zoneName(at, zone)}
      {relative !== null && <span className="text-muted"> ({relative})</span>}
    </time>
  );
}

/** "1 h 15 min" */
export function DurationText({ ms, className }: { ms: number; className?: string }) {
  return (
    <time dateTime={`PT${(Math.abs(ms) / 1_000).toFixed(3)}S`} className={cx('whitespace-nowrap', className)}>
      {formatDuration(ms)}
    </time>
  );
}

/** The zone's short name for a column header; "CET" today may be "CEST" in summer, so it is today's. */
export function ZoneName() {
  const zone = useZone();
  return useNow((now) => zoneName(now, zone)) ?? (zone === 'UTC' ? 'UTC' : null);
}
