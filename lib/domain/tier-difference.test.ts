import { describe, expect, test } from 'vitest';
import { SHIPPED_TIERS } from './risk-tier';
import { rebaseTier, tierDifferences, withCell, withDifferences } from './tier-difference';

const { low, high, critical } = SHIPPED_TIERS;

describe('differences of tiers', () => {
  test('there are none between equal rules', () => {
    expect(tierDifferences(high, structuredClone(high))).toEqual([]);
  });

  test('name each cell and each limit, from what to what', () => {
    const changed = { ...withCell(high, 'write', 'internal', 'deny'), approvals: 3 };
    expect(tierDifferences(high, changed)).toEqual([
      { kind: 'cell', actionClass: 'write', sensitivity: 'internal', from: 'allow', to: 'deny' },
      { kind: 'limit', key: 'approvals', from: 1, to: 3 },
    ]);
  });

  test('put on top of the first, they make the second', () => {
    for (const [a, b] of [
      [low, critical],
      [critical, low],
      [high, high],
    ] as const) {
      expect(withDifferences(a, tierDifferences(a, b))).toEqual(b);
    }
  });

  test('of two who changed the same tier, each keeps what the other did not touch', () => {
    const theirs = { ...withCell(high, 'send', 'public', 'deny'), approvals: 4 };
    const mine = { ...withCell(high, 'read', 'restricted', 'escalate'), approvals: 2 };
    const both = rebaseTier(high, mine, theirs);
    expect(both.matrix.send.public).toBe('deny');
    expect(both.matrix.read.restricted).toBe('escalate');
    expect(both.approvals).toBe(2);
  });
});
