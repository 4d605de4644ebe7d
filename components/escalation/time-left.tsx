'use client';

import { cx } from '@/components/ui/class-name';
import { useNow } from '@/components/ui/clock';
import { useZone } from '@/components/ui/preference-provider';
import { formatDuration, formatExact } from '@/components/ui/time-format';

type Props = { escalation: { requestedAt: Date; urgentAt: Date; expiresAt: Date } };

/** Rounded down to what one can read at a glance: minutes until the last one. */
export const glance = (ms: number): string =>
  formatDuration(ms < 60_000 ? ms : ms - (ms % (ms < 3_600_000 ? 60_000 : 3_600_000)));

/** How much of its time is left; marked from when it should have been looked at. */
export function TimeLeft({ escalation: { requestedAt, urgentAt, expiresAt } }: Props) {
  const zone = useZone();
  const text = useNow((now) => {
    const ms = expiresAt.getTime() - now.getTime();
    return ms <= 0 ? 'too late' : glance(ms);
  });
  const isUrgent = useNow((now) => now >= urgentAt) ?? false;
  const share = useNow((now) => {
    const whole = expiresAt.getTime() - requestedAt.getTime();
    const left = expiresAt.getTime() - now.getTime();
    return Math.round(Math.min(1, Math.max(0, whole <= 0 ? 0 : left / whole)) * 100);
  });
  return (
    <time
      dateTime={expiresAt.toISOString()}
      title={`Until ${formatExact(expiresAt, zone)}`}
      className={cx(
        'inline-flex items-center gap-1.5 whitespace-nowrap',
        isUrgent && 'font-medium text-escalate-text',
      )}
    >
      <svg viewBox="0 0 32 6" aria-hidden="true" className="h-1.5 w-8 shrink-0">
        <rect width="32" height="6" rx="2" className="fill-hover" />
        <rect width={(32 * (share ?? 0)) / 100} height="6" rx="2" fill="currentColor" />
      </svg>
      {text ?? '…'}
    </time>
  );
}

/** For how long it has been waiting. */
export function WaitingTime({ since }: { since: Date }) {
  const zone = useZone();
  const text = useNow((now) => glance(Math.max(0, now.getTime() - since.getTime())));
  return (
    <time
      dateTime={since.toISOString()}
      title={`Since ${formatExact(since, zone)}`}
      className="whitespace-nowrap"
    >
      {text ?? '…'}
    </time>
  );
}
