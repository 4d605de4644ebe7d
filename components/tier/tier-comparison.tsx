import { OutcomeIcon } from '@/components/ui/outcome-icon';
import { Panel } from '@/components/ui/panel';
import { TierChip } from '@/components/ui/tier-chip';
import type { TierView } from '@/lib/contract/tier';
import { ACTION_CLASSES } from '@/lib/domain/action-class';
import { SENSITIVITIES } from '@/lib/domain/sensitivity';
import { CLASS_WORDS, LIMIT_FIELDS, LIMITS, limitText, SENSITIVITY_WORDS, VERDICT_WORDS } from './tier-words';

const TEXT = { allow: 'text-allow-text', escalate: 'text-escalate-text', deny: 'text-deny-text' } as const;

/** All tiers side by side, to read. On a narrow screen it scrolls within itself. */
export function TierComparison({ tiers }: { tiers: readonly TierView[] }) {
  return (
    <Panel title="All tiers" flush>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section aria-label="All tiers, side by side" tabIndex={0} className="overflow-x-auto">
        <table className="w-full min-w-160 text-sm">
          <thead>
            <tr className="border-line border-b">
              <td className="w-56" />
              {tiers.map(({ id }) => (
                <th key={id} scope="col" className="px-3 py-2 text-left">
                  <TierChip tier={id} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {LIMITS.map((key) => (
              <tr key={key} className="border-line border-b">
                <th scope="row" className="px-4 py-1.5 text-left font-medium">
                  {LIMIT_FIELDS[key].label}
                </th>
                {tiers.map(({ id, rules }) => (
                  <td key={id} className="px-3 py-1.5">
                    {limitText(key, rules[key])}
                  </td>
                ))}
              </tr>
            ))}
            {ACTION_CLASSES.flatMap((actionClass) =>
              SENSITIVITIES.map((sensitivity) => (
                <tr key={`${actionClass} ${sensitivity}`} className="border-line border-b last:border-b-0">
                  <th scope="row" className="px-4 py-1 text-left font-medium">
                    {CLASS_WORDS[actionClass]}{' '}
                    <span className="font-normal text-muted">{SENSITIVITY_WORDS[sensitivity]}</span>
                  </th>
                  {tiers.map(({ id, rules }) => {
                    const verdict = rules.matrix[actionClass][sensitivity];
                    return (
                      <td key={id} className="px-3 py-1">
                        <span className={`inline-flex items-center gap-1.5 ${TEXT[verdict]}`}>
                          <OutcomeIcon outcome={verdict} className="size-3.5" />
                          {VERDICT_WORDS[verdict]}
                        </span>
                      </td>
                    );
                  })}
                </tr>
              )),
            )}
          </tbody>
        </table>
      </section>
    </Panel>
  );
}
