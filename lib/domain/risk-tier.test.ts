import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ACTION_CLASSES } from './action-class';
import { higherTier, isCompleteMatrix, RISK_TIERS, SHIPPED_TIERS, tierFloor, tierVerdict } from './risk-tier';
import { SENSITIVITIES } from './sensitivity';

describe('the shipped tiers', () => {
  const strength = { allow: 0, escalate: 1, deny: 2 };

  test('name every cell', () => {
    for (const tier of RISK_TIERS) expect(isCompleteMatrix(SHIPPED_TIERS[tier].matrix)).toBe(true);
  });

  test('never ask for a read', () => {
    for (const tier of RISK_TIERS) {
      for (const sensitivity of SENSITIVITIES) {
        expect(tierVerdict(SHIPPED_TIERS[tier], 'read', sensitivity)).toBe('allow');
      }
    }
  });

  test('grow stricter with the tier and with the sensitivity', () => {
    for (const actionClass of ACTION_CLASSES) {
      RISK_TIERS.forEach((tier, t) => {
        SENSITIVITIES.forEach((sensitivity, s) => {
          const here = strength[tierVerdict(SHIPPED_TIERS[tier], actionClass, sensitivity)];
          const milder = RISK_TIERS[t - 1];
          const lower = SENSITIVITIES[s - 1];
          if (milder)
            expect(here).toBeGreaterThanOrEqual(
              strength[tierVerdict(SHIPPED_TIERS[milder], actionClass, sensitivity)],
            );
          if (lower)
            expect(here).toBeGreaterThanOrEqual(
              strength[tierVerdict(SHIPPED_TIERS[tier], actionClass, lower)],
            );
        });
      });
    }
  });

  test('grant no longer than a task may last', () => {
    for (const tier of RISK_TIERS) {
      expect(SHIPPED_TIERS[tier].maxGrantSeconds).toBeLessThanOrEqual(SHIPPED_TIERS[tier].maxTaskSeconds);
    }
  });
});

describe('the floor', () => {
  const rows = [
    [[], 'low'],
    [[['read', 'internal']], 'low'],
    [[['read', 'restricted']], 'moderate'],
    [[['write', 'confidential']], 'moderate'],
    [[['send', 'restricted']], 'high'],
    [[['delete', 'restricted']], 'critical'],
    [
      [
        ['read', 'public'],
        ['admin', 'restricted'],
      ],
      'critical',
    ],
  ] as const;
  for (const [reaches, floor] of rows) {
    test(`${JSON.stringify(reaches)}: ${floor}`, () => {
      expect(tierFloor(reaches.map(([actionClass, sensitivity]) => ({ actionClass, sensitivity })))).toBe(
        floor,
      );
    });
  }

  test('further reach never lowers it', () => {
    const reach = fc.record({
      actionClass: fc.constantFrom(...ACTION_CLASSES),
      sensitivity: fc.constantFrom(...SENSITIVITIES),
    });
    fc.assert(
      fc.property(fc.array(reach), reach, (reaches, more) => {
        const before = tierFloor(reaches);
        expect(higherTier(before, tierFloor([...reaches, more]))).toBe(tierFloor([...reaches, more]));
      }),
    );
  });
});
