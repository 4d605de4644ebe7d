import { expect, test } from 'vitest';
import { returnPath } from './return-path';

test.each([
  ['/', '/'],
  ['/agents/invoice-bot?tab=tasks', '/agents/invoice-bot?tab=tasks'],
  ['/tasks#end', '/tasks'],
])('%s leads to %s', (sent, path) => {
  expect(returnPath(sent)).toBe(path);
});

test.each([
  'https://evil.example',
  '//evil.example',
  '/\\evil.example',
  '/\t/evil.example',
  '/.//evil.example',
  '/x/..//evil.example',
  'javascript:alert(1)',
  'agents',
  '',
  '/sign-in?from=/sign-in',
  '/api/v1/me',
  undefined,
  ['/agents'],
])('%j leads to the start', (sent) => {
  expect(returnPath(sent)).toBe('/');
});
