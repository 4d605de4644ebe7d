import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ACTION_CLASSES } from './action-class';
import { checkArguments } from './argument';
import {
  containsScope,
  coversCall,
  coversResource,
  coversTool,
  fitsSensitivity,
  intersectPatterns,
  intersectScopes,
  type Scope,
  type ScopedCall,
} from './scope';
import { SENSITIVITIES } from './sensitivity';

describe('patterns cover whole segments', () => {
  const rows: [pattern: string, resource: string, covers: boolean][] = [
    ['orders/4', 'orders/4', true],
    ['orders/4', 'orders/42', false],
    ['orders/4', 'orders/4/lines', false],
    ['orders/*', 'orders/42', true],
    ['orders/*', 'orders', false],
    ['orders/*', 'orders/4/lines', false],
    ['orders/**', 'orders/4/lines', true],
    ['*', 'orders/4/lines', true],
    ['*/4', 'orders/4', true],
    ['orders/**', 'orders/../payroll', false],
    ['orders/*', 'orders/..', false],
    ['*', 'orders//4', false],
    ['', 'orders', false],
    ['orders', 'Orders', false],
  ];
  for (const [pattern, resource, covers] of rows) {
    test(`\`${pattern}\` ${covers ? 'covers' : 'does not cover'} \`${resource}\``, () => {
      expect(coversResource(pattern, resource)).toBe(covers);
    });
  }

  test('a tool’s segments are parted by dots or slashes', () => {
    expect(coversTool('contacts.*', 'contacts.search')).toBe(true);
    expect(coversTool('contacts.*', 'contacts')).toBe(false);
    expect(coversTool('contacts.s', 'contacts.search')).toBe(false);
    expect(coversTool('files/*', 'files/read')).toBe(true);
    expect(coversTool('*', 'anything.at.all')).toBe(true);
  });
});

const segment = fc.constantFrom('a', 'b', '4', '42', '*');
const pattern = fc
  .tuple(fc.array(segment, { minLength: 1, maxLength: 3 }), fc.boolean())
  .map(([segments, rest]) => [...segments, ...(rest ? ['**'] : [])].join('/'));
const resource = fc
  .array(fc.constantFrom('a', 'b', '4', '42'), { minLength: 1, maxLength: 4 })
  .map((all) => all.join('/'));
const scope: fc.Arbitrary<Scope> = fc.record({
  system: fc.constantFrom('crm', 'erp'),
  tools: fc.array(pattern, { minLength: 1, maxLength: 3 }),
  actionClasses: fc.subarray([...ACTION_CLASSES], { minLength: 1 }),
  resources: fc.array(pattern, { maxLength: 3 }),
  maxSensitivity: fc.constantFrom(...SENSITIVITIES),
  arguments: fc.constantFrom<Scope['arguments']>(
    {},
    { n: { max: 5, otherwise: 'deny' } },
    { n: { min: 2, otherwise: 'escalate' } },
    { n: { in: [1, 2, 3], otherwise: 'clamp' } },
  ),
});
const scopedCall: fc.Arbitrary<ScopedCall> = fc.record({
  systemId: fc.constantFrom('crm', 'erp'),
  toolName: resource,
  actionClass: fc.constantFrom(...ACTION_CLASSES),
  sensitivity: fc.constantFrom(...SENSITIVITIES),
  resource: fc.oneof(fc.constant(null), resource),
});

const admits = (one: Scope, call: ScopedCall, n: number): boolean =>
  coversCall(one, call) &&
  fitsSensitivity(one, call) &&
  checkArguments(one.arguments, { n }).findings.length === 0;

describe('INVARIANT (attenuation)', () => {
  test('the intersection of two patterns covers exactly what both cover', () => {
    fc.assert(
      fc.property(pattern, pattern, resource, (a, b, name) => {
        const both = intersectPatterns(a, b);
        expect(both !== null && coversResource(both, name)).toBe(
          coversResource(a, name) && coversResource(b, name),
        );
      }),
      { numRuns: 20_000 },
    );
  });

  test('the intersection of two scopes admits exactly what both admit', () => {
    fc.assert(
      fc.property(scope, scope, scopedCall, fc.integer({ min: 0, max: 8 }), (a, b, call, n) => {
        const both = intersectScopes(a, b);
        expect(both !== null && admits(both, call, n)).toBe(admits(a, call, n) && admits(b, call, n));
      }),
      { numRuns: 20_000 },
    );
  });

  test('what is contained admits nothing that the container does not', () => {
    fc.assert(
      fc.property(scope, scope, scopedCall, fc.integer({ min: 0, max: 8 }), (outer, other, call, n) => {
        const inner = intersectScopes(outer, other) ?? other;
        if (containsScope(outer, inner) && admits(inner, call, n)) expect(admits(outer, call, n)).toBe(true);
      }),
      { numRuns: 20_000 },
    );
  });
});
