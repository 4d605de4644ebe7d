import { expect, test } from 'vitest';
import { addressOf } from './address';
import { publicUrl } from './public-url';
import { authSecret } from './secret';

test.each([
  [{}, 'http://127.0.0.1:3000'],
  [{ PORT: '8080' }, 'http://127.0.0.1:8080'],
  [{ HOST: '0.0.0.0', PORT: '8080' }, 'http://127.0.0.1:8080'],
  [{ HOST: '::1', PORT: '8080' }, 'http://[::1]:8080'],
  [{ CORDON_URL: 'https://cordon.example/', PORT: '8080' }, 'https://cordon.example'],
])('%j is served at %s', (env, url) => {
  expect(publicUrl(env as NodeJS.ProcessEnv)).toBe(url);
});

test('a secret that is missing or short is refused', () => {
  expect(() => authSecret({} as NodeJS.ProcessEnv)).toThrow('at least 32 bytes');
  expect(() => authSecret({ NEXTAUTH_SECRET: 'x'.repeat(31) } as unknown as NodeJS.ProcessEnv)).toThrow();
  expect(authSecret({ NEXTAUTH_SECRET: 'x'.repeat(32) } as unknown as NodeJS.ProcessEnv)).toHaveLength(32);
});

test('an address is what the nearest trusted hop saw, not what the caller wrote', () => {
  const headers = new Headers({ 'x-forwarded-for': '6.6.6.6, 10.0.0.9, 10.0.0.1' });
  expect(addressOf(headers, {} as NodeJS.ProcessEnv)).toBe('10.0.0.1');
  expect(addressOf(headers, { CORDON_PROXY_HOPS: '1' } as unknown as NodeJS.ProcessEnv)).toBe('10.0.0.9');
  expect(addressOf(new Headers(), {} as NodeJS.ProcessEnv)).toBeNull();
});
