import { describe, expect, test } from 'vitest';
import { argumentAt, checkArguments, type JsonObject, overlappingPath, withoutArguments } from './argument';
import type { ArgumentRule } from './scope';

const rule = (more: Partial<ArgumentRule>): ArgumentRule => ({ otherwise: 'deny', ...more });

describe('a rule for one argument', () => {
  const rows: [name: string, rule: ArgumentRule, value: unknown, outcome: string | null][] = [
    ['a value of the list', rule({ in: ['eu', 'us'] }), 'eu', null],
    ['a value outside the list', rule({ in: ['eu', 'us'] }), 'cn', 'deny'],
    ['a number for a list of texts', rule({ in: ['1'] }), 1, 'deny'],
    ['a list whose items all keep it', rule({ in: ['eu', 'us'] }), ['eu', 'us'], null],
    ['a list of which one item breaks it', rule({ in: ['eu', 'us'] }), ['eu', 'cn'], 'deny'],
    ['a path inside the pattern', rule({ pattern: 'reports/**' }), 'reports/q3/a.pdf', null],
    ['a path that climbs out', rule({ pattern: 'reports/**' }), 'reports/../secret', 'deny'],
    ['a number within its bounds', rule({ min: 1, max: 10 }), 10, null],
    ['a number above its maximum', rule({ max: 10 }), 11, 'deny'],
    ['a number below its minimum', rule({ min: 1 }), 0, 'deny'],
    ['a text where a number is bounded', rule({ max: 10 }), '5', 'deny'],
    ['a text that is too long', rule({ maxLength: 3 }), 'four', 'deny'],
    ['a break that asks a person', rule({ max: 10, otherwise: 'escalate' }), 11, 'escalate'],
    ['a break that is clamped', rule({ max: 10, otherwise: 'clamp' }), 11, 'clamp'],
    ['a break that cannot be clamped', rule({ maxLength: 3, otherwise: 'clamp' }), 'four', 'deny'],
    ['an object where a text is listed', rule({ in: ['eu'] }), { toString: 'eu' }, 'deny'],
  ];
  for (const [name, one, value, outcome] of rows) {
    test(`${name}: ${outcome ?? 'fits'}`, () => {
      const { findings } = checkArguments({ x: one }, { x: value } as JsonObject);
      expect(findings[0]?.outcome ?? null).toBe(outcome);
    });
  }
});

test('an absent argument breaks only `required`', () => {
  expect(checkArguments({ x: rule({ max: 1 }) }, {}).findings).toEqual([]);
  expect(checkArguments({ x: rule({ required: true }) }, {}).findings).toMatchObject([{ outcome: 'deny' }]);
  expect(checkArguments({ x: rule({ required: true, otherwise: 'clamp' }) }, {}).findings).toMatchObject([
    { outcome: 'deny' },
  ]);
});

test('clamping changes a nested number and nothing else, and leaves the call’s own arguments alone', () => {
  const args = { page: { limit: 500, offset: 3 }, q: 'a' };
  const { clampedArguments } = checkArguments({ 'page.limit': rule({ max: 100, otherwise: 'clamp' }) }, args);
  expect(clampedArguments).toEqual({ page: { limit: 100, offset: 3 }, q: 'a' });
  expect(args.page.limit).toBe(500);
});

test('a rule whose answer nobody knows denies', () => {
  const strange = { ...rule({ max: 1 }), otherwise: 'shrug' } as unknown as ArgumentRule;
  expect(checkArguments({ x: strange }, { x: 2 }).findings).toMatchObject([{ outcome: 'deny' }]);
});

test('a path finds own members only', () => {
  expect(argumentAt({}, 'constructor')).toBeUndefined();
  expect(argumentAt({ a: {} }, 'a.__proto__')).toBeUndefined();
  expect(argumentAt({ a: { b: null } }, 'a.b')).toBeNull();
});

test('a path is taken away where it is, and nothing else', () => {
  const args = { to: 'a', options: { trace: 1, limit: 2 }, 'options.trace': 3 };
  expect(withoutArguments(args, ['options.trace', 'timeout'])).toEqual({
    to: 'a',
    options: { limit: 2 },
    'options.trace': 3,
  });
  expect(args.options).toEqual({ trace: 1, limit: 2 });
  expect(withoutArguments({ options: [{ trace: 1 }] }, ['options.trace'])).toEqual({
    options: [{ trace: 1 }],
  });
  expect(withoutArguments({ options: { trace: 1 } }, ['options.trace'])).toEqual({ options: {} });
});

test('paths overlap where one is the other, holds it, or lies in it', () => {
  expect(overlappingPath(['a', 'b.c'], ['b.c'])).toBe('b.c');
  expect(overlappingPath(['b'], ['b.c'])).toBe('b');
  expect(overlappingPath(['b.c.d'], ['b.c'])).toBe('b.c.d');
  expect(overlappingPath(['b.cd', 'bc'], ['b.c', 'b.c.d'])).toBeNull();
});
