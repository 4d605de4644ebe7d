import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ACTION_CLASSES } from './action-class';
import { checkArguments, type JsonObject } from './argument';
import {
  ARGUMENT_VIOLATIONS,
  type ArgumentRule,
  containsScope,
  coversCall,
  fitsSensitivity,
  intersectScopes,
  type Scope,
  type ScopedCall,
} from './scope';
import { SENSITIVITIES } from './sensitivity';

const segment = fc.constantFrom('a', 'b', '4', '42', '*');
const pattern = fc
  .tuple(fc.array(segment, { minLength: 1, maxLength: 3 }), fc.boolean())
  .map(([segments, rest]) => [...segments, ...(rest ? ['**'] : [])].join('/'));
const toolPattern = fc.oneof(
  pattern,
  pattern.map((text) => text.replaceAll('/', '.')),
  pattern.map((text) => text.replace('/', '.')),
);
const resource = fc
  .array(fc.constantFrom('a', 'b', '4', '42'), { minLength: 1, maxLength: 4 })
  .map((all) => all.join('/'));
const toolName = fc.oneof(
  resource,
  resource.map((text) => text.replaceAll('/', '.')),
);
const some = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });
const value = fc.oneof(
  fc.integer({ min: 0, max: 8 }),
  fc.constantFrom('a', 'a/b', 'a/b/4', '5', ''),
  fc.boolean(),
);
const rule: fc.Arbitrary<ArgumentRule> = fc.record({
  required: some(fc.boolean()),
  in: some(fc.uniqueArray(value, { maxLength: 4 })),
  pattern: some(pattern),
  min: some(fc.integer({ min: 0, max: 6 })),
  max: some(fc.integer({ min: 2, max: 8 })),
  maxLength: some(fc.integer({ min: 0, max: 4 })),
  otherwise: fc.constantFrom(...ARGUMENT_VIOLATIONS),
});
/** Mostly one limit at a time, as people write them: many limits at once admit nothing. */
const limit: fc.Arbitrary<ArgumentRule> = fc
  .tuple(rule, fc.constantFrom('required', 'in', 'pattern', 'min', 'max', 'maxLength'))
  .map(([one, name]) => ({ [name]: one[name as keyof ArgumentRule], otherwise: one.otherwise }));
const args = fc.dictionary(
  fc.constantFrom('n', 'm'),
  fc.oneof(value, fc.array(value, { maxLength: 3 }), fc.constant(null)),
  { maxKeys: 2 },
);
const scope: fc.Arbitrary<Scope> = fc.record({
  system: fc.constantFrom('crm', 'erp'),
  tools: fc.array(toolPattern, { minLength: 1, maxLength: 3 }),
  actionClasses: fc.subarray([...ACTION_CLASSES], { minLength: 1 }),
  resources: fc.array(pattern, { maxLength: 3 }),
  maxSensitivity: fc.constantFrom(...SENSITIVITIES),
  arguments: fc.dictionary(fc.constantFrom('n', 'm'), fc.oneof(limit, rule), { maxKeys: 2 }),
});
const scopedCall: fc.Arbitrary<ScopedCall> = fc.record({
  systemId: fc.constantFrom('crm', 'erp'),
  toolName,
  actionClass: fc.constantFrom(...ACTION_CLASSES),
  sensitivity: fc.constantFrom(...SENSITIVITIES),
  resource: fc.oneof(fc.constant(null), resource),
});

const admits = (one: Scope, call: ScopedCall, given: JsonObject): boolean =>
  coversCall(one, call) &&
  fitsSensitivity(one, call) &&
  checkArguments(one.arguments, given).findings.length === 0;

describe('INVARIANT (attenuation)', () => {
  test('the intersection of two scopes admits exactly what both admit', () => {
    fc.assert(
      fc.property(scope, scope, scopedCall, args, (a, b, call, given) => {
        const both = intersectScopes(a, b);
        expect(both !== null && admits(both, call, given)).toBe(
          admits(a, call, given) && admits(b, call, given),
        );
      }),
      { numRuns: 20_000 },
    );
  });

  test('what is contained admits nothing that the container does not', () => {
    // Variations of one scope: two that have nothing to do with each other are rarely contained.
    const pair = fc
      .tuple(scope, scope, fc.subarray(['tools', 'resources', 'arguments', 'actionClasses'] as const))
      .map(([outer, other, parts]) => {
        const varied = Object.fromEntries(parts.map((part) => [part, other[part]]));
        return { outer, inner: { ...outer, ...varied } as Scope };
      });
    let contained = 0;
    let told = 0;
    fc.assert(
      fc.property(pair, scopedCall, args, ({ outer, inner }, call, given) => {
        if (!containsScope(outer, inner)) return;
        contained += 1;
        const matching = { ...call, systemId: inner.system };
        if (!admits(inner, matching, given)) return;
        told += 1;
        expect(admits(outer, matching, given)).toBe(true);
      }),
      { numRuns: 50_000 },
    );
    expect(contained).toBeGreaterThan(1000);
    expect(told).toBeGreaterThan(100);
  });

  test('the intersection of two scopes is contained in both', () => {
    fc.assert(
      fc.property(scope, scope, (a, b) => {
        const both = intersectScopes(a, { ...b, system: a.system });
        if (both === null) return;
        expect(containsScope(a, both)).toBe(true);
        expect(containsScope({ ...b, system: a.system }, both)).toBe(true);
      }),
      { numRuns: 20_000 },
    );
  });
});

describe('a rule for an argument is contained', () => {
  const whole = fc.sample(scope, 1)[0] as Scope;
  const contains = (outer: Partial<ArgumentRule>, inner: Partial<ArgumentRule>) =>
    containsScope(
      { ...whole, arguments: { n: { otherwise: 'deny', ...outer } } },
      { ...whole, arguments: { n: { otherwise: 'deny', ...inner } } },
    );
  const rows: [name: string, outer: Partial<ArgumentRule>, inner: Partial<ArgumentRule>, is: boolean][] = [
    ['the same in another order', { min: 1, max: 5 }, { max: 5, min: 1 }, true],
    ['fewer values, in another order', { in: [1, 2, 3] }, { in: [3, 1] }, true],
    ['a further value', { in: [1, 2] }, { in: [1, 2, 3] }, false],
    ['a number for a text', { in: ['1'] }, { in: [1] }, false],
    ['values below a maximum', { max: 5 }, { in: [1, 5] }, true],
    ['a value above a maximum', { max: 5 }, { in: [1, 6] }, false],
    ['a value that its own limits forbid anyway', { max: 5 }, { in: [1, 6], max: 5 }, true],
    ['a range where values are listed', { in: [1, 2] }, { min: 1, max: 2 }, false],
    ['a narrower pattern', { pattern: 'a/**' }, { pattern: 'a/b/*' }, true],
    ['a wider pattern', { pattern: 'a/*' }, { pattern: 'a/**' }, false],
    ['a shorter text', { maxLength: 5 }, { maxLength: 4 }, true],
    ['a longer text', { maxLength: 5 }, { maxLength: 6 }, false],
    ['no longer required', { required: true, max: 5 }, { max: 5 }, false],
    ['required from now on', { max: 5 }, { required: true, max: 5 }, true],
    ['stricter when broken', { max: 5, otherwise: 'clamp' }, { max: 5, otherwise: 'escalate' }, true],
    ['milder when broken', { max: 5, otherwise: 'deny' }, { max: 5, otherwise: 'escalate' }, false],
  ];
  for (const [name, outer, inner, is] of rows) {
    test(`${is ? '' : 'not '}when it is: ${name}`, () => expect(contains(outer, inner)).toBe(is));
  }
});
