import { expect, test } from 'vitest';
import { TierRulesShape } from '@/lib/contract/tier';
import { ACTION_CLASSES } from './action-class';
import { RISK_TIERS, SHIPPED_TIERS, type TierRules, type TierVerdict } from './risk-tier';
import { SENSITIVITIES } from './sensitivity';
import { PRESETS, presetOf, ruleChanges, TIER_PRESETS } from './tier-preset';

const STRICTNESS: Record<TierVerdict, number> = { allow: 0, escalate: 1, deny: 2 };

function cells({ matrix }: TierRules): number[] {
  return ACTION_CLASSES.flatMap((one) => SENSITIVITIES.map((other) => STRICTNESS[matrix[one][other]]));
}

for (const preset of TIER_PRESETS) {
  for (const tier of RISK_TIERS) {
    test(`${preset} has rules for ${tier} that the API takes`, () => {
      expect(TierRulesShape.parse(PRESETS[preset].tiers[tier])).toEqual(PRESETS[preset].tiers[tier]);
    });
  }

  test(`${preset}: what is more sensitive, or of a higher tier, is never easier`, () => {
    for (const tier of RISK_TIERS) {
      const { matrix } = PRESETS[preset].tiers[tier];
      for (const actionClass of ACTION_CLASSES) {
        const row = SENSITIVITIES.map((one) => STRICTNESS[matrix[actionClass][one]]);
        expect(row, `${tier} ${actionClass}`).toEqual(row.toSorted((a, b) => a - b));
      }
    }
    RISK_TIERS.slice(1).forEach((tier, i) => {
      const lower = cells(PRESETS[preset].tiers[RISK_TIERS[i] ?? 'low']);
      cells(PRESETS[preset].tiers[tier]).forEach((cell, at) => {
        expect(cell, `${tier} ${at}`).toBeGreaterThanOrEqual(lower[at] ?? 0);
      });
    });
  });
}

test('careful is nowhere laxer than balanced, and balanced nowhere laxer than observe first', () => {
  for (const tier of RISK_TIERS) {
    const [careful, balanced, observe] = TIER_PRESETS.map((preset) => PRESETS[preset].tiers[tier]) as [
      TierRules,
      TierRules,
      TierRules,
    ];
    cells(balanced).forEach((cell, at) => {
      expect(cells(careful)[at], `${tier} ${at}`).toBeGreaterThanOrEqual(cell);
      expect(cells(observe)[at], `${tier} ${at}`).toBeLessThanOrEqual(cell);
    });
    expect(careful.maxTaskSeconds).toBeLessThan(balanced.maxTaskSeconds);
    expect(careful.maxGrantSeconds).toBeLessThan(balanced.maxGrantSeconds);
  }
});

test('a preset is known by its rules, and no more once one of them is changed', () => {
  for (const preset of TIER_PRESETS) expect(presetOf(PRESETS[preset].tiers)).toBe(preset);
  expect(presetOf({ ...SHIPPED_TIERS, high: { ...SHIPPED_TIERS.high, approvals: 3 } })).toBeNull();
});

test('a difference names each rule with what it was and becomes', () => {
  expect(ruleChanges(SHIPPED_TIERS.low, SHIPPED_TIERS.low)).toEqual([]);
  const { matrix } = SHIPPED_TIERS.low;
  const next = {
    ...SHIPPED_TIERS.low,
    approvals: 2,
    matrix: { ...matrix, send: { ...matrix.send, internal: 'deny' } },
  } as TierRules;
  expect(ruleChanges(SHIPPED_TIERS.low, next)).toEqual([
    { rule: 'matrix.send.internal', from: 'allow', to: 'deny' },
    { rule: 'approvals', from: 1, to: 2 },
  ]);
});
