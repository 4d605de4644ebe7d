import { CountText } from '@/components/ui/count-text';

type Props = { used: number; reachable: number };

/** How much of what may be called was called. The figure says it; the bar lets one compare. */
export function UsageBar({ used, reachable }: Props) {
  const share = reachable === 0 ? 0 : used / reachable;
  const unused = reachable - used;
  return (
    <div className="min-w-0">
      <svg width="100%" height="10" aria-hidden="true">
        <rect x="0.5" y="0.5" width="99%" height="9" rx="2" className="fill-hover stroke-edge" />
        {used > 0 && (
          <rect
            x="0"
            y="0"
            width={`${(share * 100).toFixed(2)}%`}
            height="10"
            rx="2"
            className="fill-accent"
          />
        )}
      </svg>
      <p className="mt-1 text-sm">
        <span className="font-medium">
          <CountText count={used} /> of <CountText count={reachable} /> used
        </span>
        {unused > 0 && (
          <span className="text-muted">
            , <CountText count={unused} /> unused
          </span>
        )}
      </p>
    </div>
  );
}
