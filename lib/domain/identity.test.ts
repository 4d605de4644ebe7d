import { expect, test } from 'vitest';
import { brokenClaim, coversSubject, isIdentityOf, subjectPatternRefusal, trustDomainOf } from './identity';

test('the trust domain of a SPIFFE ID is read from an ID that names a workload', () => {
  expect(trustDomainOf('spiffe://example.org/ns/prod/sa/bot')).toBe('example.org');
});

test.each([
  'spiffe://example.org',
  'spiffe://example.org/',
  'spiffe://example.org/bot/',
  'spiffe://example.org//bot',
  'spiffe://example.org/../bot',
  'spiffe://Example.org/bot',
  'spiffe://example.org:8443/bot',
  'spiffe://user@example.org/bot',
  'spiffe://example.org/bot?x=1',
  'spiffe://example.org/bot#x',
  'https://example.org/bot',
  `spiffe://example.org/${'a'.repeat(2048)}`,
])('%s names no workload', (id) => {
  expect(trustDomainOf(id)).toBeNull();
});

const covered = [
  ['repo:acme/app:ref:refs/heads/main', 'repo:acme/app:ref:refs/heads/main', true],
  ['repo:acme/app:*', 'repo:acme/app:pull_request', true],
  ['repo:acme/app:*', 'repo:acme/app2:pull_request', false],
  ['repo:acme/app:*', 'repo:acme/app:ref:refs/heads/main', false],
  ['repo:acme/app:**', 'repo:acme/app:ref:refs/heads/main', true],
  ['repo:acme/app:**', 'repo:acme/app:', false],
  ['repo:acme/app:**', 'repo:acme/app', false],
  ['repo:acme/*', 'repo:acme/', false],
  ['repo:acme/*', 'repo:acme:app', false],
  ['repo:acme/*:x', 'repo:acme/app:x', true],
] as const;
test.each(covered)('%s and %s: %s', (pattern, subject, expected) => {
  expect(coversSubject(pattern, subject)).toBe(expected);
});

test('a pattern must say whom it means', () => {
  expect(subjectPatternRefusal('repo:acme/*')).toBeNull();
  for (const pattern of ['*', '**', '*:x', ':x', 'repo:ac*', 'repo:**:x']) {
    expect(subjectPatternRefusal(pattern), pattern).not.toBeNull();
  }
});

test('every required claim must be there, with its value', () => {
  const claims = { env: 'prod', groups: ['a', 'b'], n: 3, nested: { env: 'prod' } };
  expect(brokenClaim({ env: 'prod', groups: 'b', n: '3' }, claims)).toBeNull();
  expect(brokenClaim({ env: ['test', 'prod'] }, claims)).toBeNull();
  expect(brokenClaim({ env: 'test' }, claims)).toBe('env');
  expect(brokenClaim({ missing: 'undefined' }, claims)).toBe('missing');
  expect(brokenClaim({ nested: '[object Object]' }, claims)).toBe('nested');
  expect(brokenClaim({ toString: 'x', constructor: 'x' }, claims)).toBe('toString');
});

test('an identity is the one whose subject and claims fit', () => {
  const identity = { agentId: 'bot', subject: 'job:bot', isPattern: false, requiredClaims: { env: 'prod' } };
  expect(isIdentityOf(identity, { sub: 'job:bot', env: 'prod' })).toBe(true);
  expect(isIdentityOf(identity, { sub: 'job:bot' })).toBe(false);
  expect(isIdentityOf(identity, { sub: 'job:bot2', env: 'prod' })).toBe(false);
  expect(isIdentityOf({ ...identity, subject: 'job:*' }, { sub: 'job:bot', env: 'prod' })).toBe(false);
  expect(isIdentityOf({ ...identity, subject: null }, { env: 'prod' })).toBe(false);
});
