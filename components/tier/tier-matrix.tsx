'use client';

import { type KeyboardEvent, useRef, useState } from 'react';
import { cx } from '@/components/ui/class-name';
import { OutcomeIcon } from '@/components/ui/outcome-icon';
import { ACTION_CLASSES, type ActionClass } from '@/lib/domain/action-class';
import { TIER_VERDICTS, type TierRules, type TierVerdict } from '@/lib/domain/risk-tier';
import { SENSITIVITIES, type Sensitivity } from '@/lib/domain/sensitivity';
import { CLASS_WORDS, SENSITIVITY_WORDS, VERDICT_KEYS, VERDICT_WORDS } from './tier-words';

const TONES: Record<TierVerdict, string> = {
  allow: 'bg-allow-tint text-allow-text',
  escalate: 'bg-escalate-tint text-escalate-text',
  deny: 'bg-deny-tint text-deny-text',
};
const STEPS: Record<string, readonly [row: number, column: number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};
const after = (verdict: TierVerdict): TierVerdict =>
  TIER_VERDICTS[(TIER_VERDICTS.indexOf(verdict) + 1) % TIER_VERDICTS.length] ?? 'deny';
const clamp = (value: number, length: number) => Math.min(Math.max(value, 0), length - 1);

type Matrix = TierRules['matrix'];
type Props = {
  matrix: Matrix;
  saved: Matrix;
  shipped: Matrix;
  /** Null where it may only be looked at. */
  onChange: ((actionClass: ActionClass, sensitivity: Sensitivity, verdict: TierVerdict) => void) | null;
  /** The id of what says so then. */
  explainedBy: string;
};

/**
 * What the tier says to each kind of deed with each kind of data. One stop of the Tab key: arrows walk it, the
 * letters set the verdict, a press goes on to the next one.
 */
export function TierMatrix({ matrix, saved, shipped, onChange, explainedBy }: Props) {
  const table = useRef<HTMLTableElement>(null);
  const [at, setAt] = useState<readonly [row: number, column: number]>([0, 0]);

  const goTo = (row: number, column: number) => {
    const next = [clamp(row, ACTION_CLASSES.length), clamp(column, SENSITIVITIES.length)] as const;
    setAt(next);
    table.current?.querySelector<HTMLElement>(`[data-cell="${next.join(' ')}"]`)?.focus();
  };
  const press = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const [row, column] = at;
    const step = STEPS[event.key];
    const verdict = TIER_VERDICTS.find((one) => VERDICT_KEYS[one] === event.key.toLowerCase());
    const [actionClass, sensitivity] = [ACTION_CLASSES[row], SENSITIVITIES[column]];
    if (step !== undefined) goTo(row + step[0], column + step[1]);
    else if (event.key === 'Home') goTo(event.ctrlKey ? 0 : row, 0);
    else if (event.key === 'End') goTo(row, SENSITIVITIES.length - 1);
    else if (
      verdict !== undefined &&
      onChange !== null &&
      actionClass !== undefined &&
      sensitivity !== undefined
    )
      onChange(actionClass, sensitivity, verdict);
    else return;
    event.preventDefault();
  };

  return (
    <table ref={table} aria-label="Verdicts by action class and sensitivity" className="w-full table-fixed">
      <thead>
        <tr>
          <td className="w-17 sm:w-24" />
          {SENSITIVITIES.map((one) => (
            <th
              key={one}
              scope="col"
              className="truncate px-1 pb-1.5 text-left font-medium text-muted text-xs sm:text-sm"
            >
              {SENSITIVITY_WORDS[one]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {ACTION_CLASSES.map((actionClass, row) => (
          <tr key={actionClass}>
            <th scope="row" className="pr-2 text-left font-medium text-sm">
              {CLASS_WORDS[actionClass]}
            </th>
            {SENSITIVITIES.map((sensitivity, column) => {
              const verdict = matrix[actionClass][sensitivity];
              const [was, ships] = [saved[actionClass][sensitivity], shipped[actionClass][sensitivity]];
              const differs = [
                verdict !== was && `not saved, was ${VERDICT_WORDS[was]}`,
                verdict !== ships && `shipped as ${VERDICT_WORDS[ships]}`,
              ].filter((one) => one !== false);
              const note = differs.length === 0 ? '' : `: ${differs.join(', ')}`;
              return (
                <td key={sensitivity} className="p-0.5">
                  <button
                    type="button"
                    data-cell={`${row} ${column}`}
                    tabIndex={at[0] === row && at[1] === column ? 0 : -1}
                    aria-disabled={onChange === null || undefined}
                    aria-describedby={onChange === null ? explainedBy : undefined}
                    aria-label={`${CLASS_WORDS[actionClass]} ${sensitivity}: ${VERDICT_WORDS[verdict]}${note}`}
                    title={differs.join(', ') || undefined}
                    onFocus={() => setAt([row, column])}
                    onKeyDown={press}
                    onClick={() => onChange?.(actionClass, sensitivity, after(verdict))}
                    className={cx(
                      'relative flex h-9 pointer-coarse:h-11 w-full items-center justify-center gap-1.5 rounded-md px-1 font-medium text-xs sm:text-sm',
                      'focus-visible:outline-2 focus-visible:outline-accent focus-visible:outline-offset-1',
                      TONES[verdict],
                      verdict !== was && 'ring-2 ring-accent',
                      onChange === null && 'cursor-default',
                    )}
                  >
                    <OutcomeIcon outcome={verdict} className="size-3.5 shrink-0" />
                    {VERDICT_WORDS[verdict]}
                    {verdict !== ships && (
                      <span
                        aria-hidden="true"
                        className="absolute top-1 right-1 size-1.5 rounded-full bg-current"
                      />
                    )}
                  </button>
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
