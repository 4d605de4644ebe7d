import { CountText } from '@/components/ui/count-text';
import { formatExactCount } from '@/components/ui/time-format';

type Counts = { total: number; pending: number; decided: number; applied: number; moot: number };

/** What is done, what is decided and waits for sign-off, what is left. The figures say it; the bar lets one compare. */
export function ProgressBar({ counts, isShort = false }: { counts: Counts; isShort?: boolean }) {
  const { total, pending, decided } = counts;
  const done = total - pending - decided;
  const share = (count: number) => (total === 0 ? 0 : (count / total) * 100);
  return (
    <div
      className="flex min-w-0 items-center gap-2"
      title={`${formatExactCount(done)} done, ${formatExactCount(decided)} decided, ${formatExactCount(pending)} left`}
    >
      <svg width="100%" height="8" aria-hidden="true" className="min-w-12 shrink grow">
        <rect x="0.5" y="0.5" width="99%" height="7" rx="2" className="fill-hover stroke-edge" />
        <rect x="0" y="0" width={`${share(done)}%`} height="8" rx="2" className="fill-accent" />
        <rect
          x={`${share(done)}%`}
          y="0"
          width={`${share(decided)}%`}
          height="8"
          className="fill-accent opacity-45"
        />
      </svg>
      <span className="shrink-0 text-sm">
        <CountText count={total - pending} />
        <span className="text-muted">
          {' of '}
          <CountText count={total} />
          {!isShort && ' decided'}
        </span>
      </span>
    </div>
  );
}
