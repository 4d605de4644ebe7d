import { describe, expect, test } from 'vitest';
import { NO_CHAIN } from '@/lib/domain/chain';
import { agent, call, facts, now, task, tool } from '@/lib/domain/decide.fixture';
import type { GuardrailInput } from '@/lib/domain/guardrail';
import { compilePolicy } from './compile';
import { cedar } from './engine';
import { compareWithCedar } from './oracle.fixture';
import { shippedPolicies } from './shipped.fixture';

const input: GuardrailInput = { call, agent, task, tool, facts, chain: NO_CHAIN, now };

async function asks(condition: string, more: Partial<GuardrailInput> = {}): Promise<boolean> {
  const answer = (await cedar()).policyToJson(`forbid (principal, action, resource) when { ${condition} };`);
  if (answer.type === 'failure') throw new Error(JSON.stringify(answer.errors));
  return compilePolicy(answer.json)({ ...input, ...more });
}

test('compiled policies say what Cedar says (the long run is a proof)', async () => {
  const size = { seed: 7, sets: 20, policies: 8, requests: 100 };
  const { faults } = compareWithCedar(await cedar(), await shippedPolicies(), size);
  expect(faults.slice(0, 5)).toEqual([]);
});

const args = (value: unknown) => ({
  call: { ...call, arguments: { limit: value } as typeof call.arguments },
});

describe('arguments', () => {
  test('are asked by the path that scopes use', async () => {
    const nested = { call: { ...call, arguments: { filter: { limit: 5 }, 'a.b': 'x' } } };
    expect(await asks('context.numbers.getTag("filter.limit") == 5', nested)).toBe(true);
    expect(await asks('context.arguments.hasTag("a.b")', nested)).toBe(false);
    expect(await asks('context.arguments.hasTag("__proto__")')).toBe(false);
    expect(await asks('context.arguments.hasTag("constructor.name")')).toBe(false);
  });

  test('no limit is slipped under by a fraction, and no number is too large to be compared', async () => {
    expect(await asks('context.numbers.getTag("limit") > 100', args(100.5))).toBe(true);
    expect(await asks('context.numbers.getTag("limit") > 100', args(1e300))).toBe(true);
    expect(await asks('context.numbers.getTag("limit") < 0', args(-0.5))).toBe(true);
  });

  test('one that is no list is its own only item', async () => {
    expect(await asks('context.items.getTag("limit").contains("a@b")', args('a@b'))).toBe(true);
    expect(await asks('context.items.getTag("limit").contains("a@b")', args(['x', 'a@b']))).toBe(true);
    expect(await asks('context.items.getTag("limit").contains("a@b")', args(['a@bc']))).toBe(false);
  });
});

test('what is not there is an error, and has can ask before', async () => {
  await expect(asks('context.resource == "a"')).rejects.toThrow('is not there');
  expect(await asks('context has resource && context.resource == "a"')).toBe(false);
  await expect(asks('context.arguments.getTag("none") == "a"')).rejects.toThrow('`none` is not there');
});

test('both sides of a connective must be answers, and so must a condition', async () => {
  for (const condition of [
    '(true && "text") == "text"',
    '(false || 1) == 1',
    'true && "text"',
    'false || 1',
    '!"text"',
    '"text"',
    'if 1 then true else true',
  ]) {
    await expect(asks(condition)).rejects.toThrow('expected bool');
  }
  expect(await asks('false && "text"')).toBe(false);
  expect(await asks('true || 1')).toBe(true);
  const engine = await cedar();
  const answer = engine.policyToJson('forbid (principal, action, resource) unless { "text" };');
  if (answer.type === 'failure') throw new Error(JSON.stringify(answer.errors));
  expect(() => compilePolicy(answer.json)(input)).toThrow('expected bool');
});

test('`like` uses no character of the text twice', async () => {
  expect(await asks('"aa" like "a*a*a"')).toBe(false);
  expect(await asks('"aaa" like "a*a*a"')).toBe(true);
  expect(await asks('"ab" like "ab*b"')).toBe(false);
  expect(await asks('"a*b" like "a\\*b"')).toBe(true);
  expect(await asks('"axb" like "a\\*b"')).toBe(false);
});

const UNKNOWN = [
  'context.hour + 1 == 2',
  'context.hour * 2 == 2',
  'decimal("1.0").lessThan(decimal("2.0"))',
  'ip("1.2.3.4").isLoopback()',
  'datetime("2026-01-01") == datetime("2026-01-01")',
  'context == context',
  '{a: 1} == {a: 1}',
  'User::"a".name == "b"',
  'context.hour == 9223372036854775807',
  'principal.getTag("a") == "b"',
];
for (const condition of UNKNOWN) {
  test(`is refused when it is compiled: ${condition}`, async () => {
    await expect(asks(condition)).rejects.toThrow('cannot be used in a guardrail');
  });
}

test('`like` takes time by the text, not by the pattern', async () => {
  const text = 'a'.repeat(200_000);
  const pattern = `${'*a'.repeat(200)}*b`;
  const begun = performance.now();
  expect(await asks(`context.arguments.getTag("limit") like "${pattern}"`, args(text))).toBe(false);
  expect(performance.now() - begun).toBeLessThan(5000);
});
