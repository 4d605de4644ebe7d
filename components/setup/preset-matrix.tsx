import { Check, Hand, OctagonX } from 'lucide-react';
import { cx } from '@/components/ui/class-name';
import { TierChip } from '@/components/ui/tier-chip';
import { ACTION_CLASSES } from '@/lib/domain/action-class';
import type { RiskTier, TierRules, TierVerdict } from '@/lib/domain/risk-tier';
import { SENSITIVITIES } from '@/lib/domain/sensitivity';

const LOOKS: Record<TierVerdict, { icon: typeof Check; text: string; look: string }> = {
  allow: { icon: Check, text: 'allowed', look: 'text-muted' },
  escalate: { icon: Hand, text: 'asks', look: 'bg-escalate-tint text-escalate-text' },
  deny: { icon: OctagonX, text: 'denied', look: 'bg-deny-tint text-deny-text' },
};

type Props = { tier: RiskTier; rules: TierRules; now: TierRules | undefined };

/** What a tier says of each class of action and each sensitivity; what differs from now is marked. */
export function PresetMatrix({ tier, rules, now }: Props) {
  return (
    <div
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
      tabIndex={0}
      className="min-w-0 overflow-x-auto"
    >
      <table className="w-full text-sm">
        <caption className="pb-1 text-left">
          <TierChip tier={tier} />
        </caption>
        <thead>
          <tr>
            <th scope="col" className="pr-2 text-left font-normal text-muted text-xs">
              Action
            </th>
            {SENSITIVITIES.map((one) => (
              <th key={one} scope="col" className="px-1 text-left font-normal text-muted text-xs">
                {one}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {ACTION_CLASSES.map((actionClass) => (
            <tr key={actionClass}>
              <th scope="row" className="pr-2 text-left font-normal">
                {actionClass}
              </th>
              {SENSITIVITIES.map((sensitivity) => {
                const verdict = rules.matrix[actionClass][sensitivity];
                const before = now?.matrix[actionClass][sensitivity];
                const isChanged = before !== undefined && before !== verdict;
                const { icon: Icon, text, look } = LOOKS[verdict];
                return (
                  <td key={sensitivity} className="p-0.5">
                    <span
                      className={cx(
                        'flex items-center gap-1 rounded-sm px-1 text-xs',
                        look,
                        isChanged && 'outline-2 outline-accent -outline-offset-1',
                      )}
                    >
                      <Icon aria-hidden="true" className="size-3 shrink-0" />
                      {text}
                      {isChanged && <span className="sr-only"> (now {LOOKS[before].text})</span>}
                    </span>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
