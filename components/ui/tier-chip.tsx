import type { RiskTier } from '@/lib/domain/risk-tier';
import { cx } from './class-name';

const LEVELS: Record<RiskTier, { level: number; text: string }> = {
  low: { level: 1, text: 'Low' },
  moderate: { level: 2, text: 'Moderate' },
  high: { level: 3, text: 'High' },
  critical: { level: 4, text: 'Critical' },
};

/** Risk is a height, not a colour: the colours are taken by outcomes. */
export function TierChip({ tier }: { tier: RiskTier }) {
  const { level, text } = LEVELS[tier];
  const isTop = tier === 'critical';
  return (
    <span
      className={cx(
        'inline-flex h-5.5 w-fit items-center gap-1.5 rounded-md border px-1.5 font-medium text-xs',
        isTop ? 'border-transparent bg-ink text-canvas' : 'border-line text-ink',
      )}
    >
      <svg viewBox="0 0 14 12" aria-hidden="true" className="h-3 w-3.5">
        {[1, 2, 3, 4].map((bar) => (
          <rect
            key={bar}
            x={(bar - 1) * 3.6}
            y={12 - bar * 3}
            width="2.6"
            height={bar * 3}
            rx="0.6"
            fill="currentColor"
            fillOpacity={bar <= level ? 1 : 0.22}
          />
        ))}
      </svg>
      {text}
    </span>
  );
}
