import { expect, test } from 'vitest';
import { contentSecurityPolicy } from './content-security-policy';

const directives = (policy: string) =>
  new Map(policy.split('; ').map((part) => [part.split(' ')[0], part.split(' ').slice(1)] as const));

test('in earnest no script runs without the nonce, and nothing comes from elsewhere', () => {
  const policy = directives(contentSecurityPolicy('n0nce', false));
  expect(policy.get('default-src')).toEqual(["'none'"]);
  expect(policy.get('script-src')).toEqual(["'self'", "'nonce-n0nce'", "'strict-dynamic'"]);
  expect(policy.get('style-src')).toEqual(["'self'", "'nonce-n0nce'"]);
  expect(policy.get('connect-src')).toEqual(["'self'"]);
  for (const name of ['frame-ancestors', 'base-uri']) expect(policy.get(name)).toEqual(["'none'"]);
});

test('development allows what its server needs, which is no other host', () => {
  const policy = contentSecurityPolicy('n0nce', true);
  expect(policy).toContain("'unsafe-eval'");
  expect(policy).not.toContain('http:');
});
