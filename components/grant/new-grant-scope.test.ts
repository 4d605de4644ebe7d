import { expect, test } from 'vitest';
import { containsScope } from '@/lib/domain/scope';
import { type CallWish, firstScope, fittingEntitlements } from './new-grant-scope';

const scope = {
  system: 'crm',
  tools: ['contacts.*'],
  actionClasses: ['read' as const, 'delete' as const],
  resources: ['eu/*'],
  maxSensitivity: 'confidential' as const,
  arguments: { limit: { max: 10, otherwise: 'deny' as const } },
};
const wish: CallWish = {
  system: 'crm',
  tool: 'contacts.delete',
  actionClass: 'delete',
  sensitivity: 'internal',
  resource: 'eu/4',
};

test('the narrowest grant for a call lies inside its entitlement, and covers only that call', () => {
  const first = firstScope(scope, wish);
  expect(containsScope(scope, first)).toBe(true);
  expect(first).toMatchObject({ tools: ['contacts.delete'], actionClasses: ['delete'], resources: ['eu/4'] });
  expect(firstScope(scope, null)).toEqual(scope);
});

test('only entitlements that could grant the call are offered', () => {
  const fits = (change: object, call: Partial<CallWish> = {}) =>
    fittingEntitlements([{ scope: { ...scope, ...change } }], { ...wish, ...call }).length;
  expect(fits({})).toBe(1);
  expect(fits({ system: 'erp' })).toBe(0);
  expect(fits({ maxSensitivity: 'public' })).toBe(0);
  expect(fits({ actionClasses: ['read'] })).toBe(0);
  expect(fits({ tools: ['orders.*'] })).toBe(0);
  expect(fits({}, { resource: 'us/4' })).toBe(0);
  expect(fits({}, { resource: null })).toBe(0);
  expect(fittingEntitlements([{ scope }], null)).toHaveLength(1);
});
