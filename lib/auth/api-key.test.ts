import { expect, test } from 'vitest';
import { apiKeyHash, apiKeyHint, newApiKey } from '@/lib/services/api-key/secret';
import { bearerKeyOf, effectiveRoles } from './api-key';

test('a key is 256 bits behind its prefix, and keeps only its hash and its end', () => {
  const key = newApiKey();
  expect(key).toMatch(/^cdn_[A-Za-z0-9_-]{43}$/);
  expect(newApiKey()).not.toBe(key);
  expect(apiKeyHash(key)).toMatch(/^[0-9a-f]{64}$/);
  expect(apiKeyHint(key)).toBe(key.slice(-4));
});

test('a bearer key is read from its header, the scheme in any case', () => {
  const key = newApiKey();
  expect(bearerKeyOf(`Bearer ${key}`)).toBe(key);
  expect(bearerKeyOf(`bearer ${key}`)).toBe(key);
});

test.each(['', 'Bearer', 'Bearer x', 'Basic YTpi', `Bearer cdn_${'a'.repeat(44)}`, `cdn_${'a'.repeat(43)}`])(
  '%j is no key',
  (header) => {
    expect(bearerKeyOf(header)).toBeNull();
  },
);

test('a key never has a role that its person has lost; pep is no role of people', () => {
  expect(effectiveRoles(['admin', 'approver'], ['approver'])).toEqual(['approver']);
  expect(effectiveRoles(['pep'], [])).toEqual(['pep']);
  expect(effectiveRoles(['admin'], null)).toEqual(['admin']);
});
