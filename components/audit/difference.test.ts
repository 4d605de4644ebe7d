import { expect, test } from 'vitest';
import { differencesOf } from './difference';

test('changes by field, with what stayed the same inside of them left out', () => {
  const details = {
    reason: 'why',
    changes: { riskTier: { from: 'low', to: 'high' }, owner: { from: null, to: 'ana' } },
  };
  expect(differencesOf(details)).toEqual({
    differences: [
      { field: 'riskTier', from: 'low', to: 'high' },
      { field: 'owner', from: null, to: 'ana' },
    ],
    rest: { reason: 'why' },
  });
});

test('two whole states, of which only the leaves that differ are told', () => {
  const before = { approvals: 1, matrix: { write: { internal: 'allow', public: 'allow' } } };
  const after = { approvals: 1, matrix: { write: { internal: 'escalate', public: 'allow' } } };
  expect(differencesOf({ before, after }).differences).toEqual([
    { field: 'matrix.write.internal', from: 'allow', to: 'escalate' },
  ]);
});

test('a move from one state to another', () => {
  expect(differencesOf({ from: 'active', to: 'retired', endedTasks: ['t'] })).toEqual({
    differences: [{ field: 'state', from: 'active', to: 'retired' }],
    rest: { endedTasks: ['t'] },
  });
});

test('what has only one side is no change, and nothing is lost', () => {
  expect(differencesOf({ from: 'active', until: 'x' })).toEqual({
    differences: [],
    rest: { from: 'active', until: 'x' },
  });
  for (const details of [null, 'text', 7, [1]])
    expect(differencesOf(details)).toEqual({ differences: [], rest: {} });
});

test('a change beside others is found too, also of lists', () => {
  expect(differencesOf({ roles: { from: ['admin'], to: [] } }).differences).toEqual([
    { field: 'roles', from: ['admin'], to: [] },
  ]);
});
