import { ACTION_CLASSES, type ActionClass } from './action-class';
import type { TierRules, TierVerdict } from './risk-tier';
import { SENSITIVITIES, type Sensitivity } from './sensitivity';

/** Every rule of a tier but the matrix. */
export type TierLimit = Exclude<keyof TierRules, 'matrix'>;
export type TierLimitValue = TierRules[TierLimit];

/** One thing in which two sets of rules differ: a cell of the matrix, or another rule. */
export type TierDifference =
  | { kind: 'cell'; actionClass: ActionClass; sensitivity: Sensitivity; from: TierVerdict; to: TierVerdict }
  | { kind: 'limit'; key: TierLimit; from: TierLimitValue; to: TierLimitValue };

const limitsOf = (rules: TierRules): TierLimit[] =>
  (Object.keys(rules) as (keyof TierRules)[]).filter((key): key is TierLimit => key !== 'matrix');

/** In what `to` differs from `from`, the matrix first. */
export function tierDifferences(from: TierRules, to: TierRules): TierDifference[] {
  const cells = ACTION_CLASSES.flatMap((actionClass) =>
    SENSITIVITIES.flatMap((sensitivity): TierDifference[] => {
      const [was, is] = [from.matrix[actionClass][sensitivity], to.matrix[actionClass][sensitivity]];
      return was === is ? [] : [{ kind: 'cell', actionClass, sensitivity, from: was, to: is }];
    }),
  );
  const limits = limitsOf(to).flatMap((key): TierDifference[] =>
    from[key] === to[key] ? [] : [{ kind: 'limit', key, from: from[key], to: to[key] }],
  );
  return [...cells, ...limits];
}

/** Rules with one cell changed. */
export const withCell = (
  rules: TierRules,
  actionClass: ActionClass,
  sensitivity: Sensitivity,
  verdict: TierVerdict,
): TierRules => ({
  ...rules,
  matrix: {
    ...rules.matrix,
    [actionClass]: { ...rules.matrix[actionClass], [sensitivity]: verdict },
  },
});

/** Rules with these differences in them, whatever else they say. */
export function withDifferences(rules: TierRules, differences: readonly TierDifference[]): TierRules {
  let all = rules;
  for (const one of differences) {
    all =
      one.kind === 'cell'
        ? withCell(all, one.actionClass, one.sensitivity, one.to)
        : { ...all, [one.key]: one.to };
  }
  return all;
}

/**
 * What somebody changed, put on top of what somebody else has saved meanwhile: each keeps what the other did
 * not touch, and where both did, mine stands.
 */
export const rebaseTier = (base: TierRules, mine: TierRules, theirs: TierRules): TierRules =>
  withDifferences(theirs, tierDifferences(base, mine));
