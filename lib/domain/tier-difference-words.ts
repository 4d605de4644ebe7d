import type { TierRules } from './risk-tier';
import { type TierLimit, tierDifferences } from './tier-difference';

const span = (seconds: number): string =>
  seconds % 3600 === 0 ? `${seconds / 3600} h` : `${Math.round(seconds / 60)} min`;

/** The rules that an agent’s people feel, in the order in which they are told. */
const TOLD: readonly [TierLimit, string, (value: number) => string][] = [
  ['maxTaskSeconds', 'tasks last at most', span],
  ['maxGrantSeconds', 'grants last at most', span],
  ['approvals', 'an approval needs so many people:', String],
  ['maxDelegationDepth', 'chains of delegation are at most so deep:', String],
  ['callsPerMinutePerAgent', 'calls a minute:', String],
  ['reviewEveryDays', 'reviewed every', (days) => `${days} days`],
];

/** What other rules force, in words, as far as they differ; the cells of the matrix are counted. */
export function tierDifferenceWords(from: TierRules, to: TierRules): string[] {
  const differences = tierDifferences(from, to);
  const cells = differences.filter(({ kind }) => kind === 'cell').length;
  return [
    ...TOLD.flatMap(([key, says, show]) =>
      differences.some((one) => one.kind === 'limit' && one.key === key)
        ? [`${says} ${show(Number(to[key]))} instead of ${show(Number(from[key]))}`]
        : [],
    ),
    ...(cells === 0
      ? []
      : [
          `${cells} ${cells === 1 ? 'cell' : 'cells'} of the tier matrix ${cells === 1 ? 'answers' : 'answer'} differently`,
        ]),
  ];
}
