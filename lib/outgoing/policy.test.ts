import { expect, test } from 'vitest';
import { isHostAllowed, outgoingPolicy, parseAllowance } from './policy';

test.each([
  { text: '', gives: [] },
  { text: ' , ', gives: [] },
  { text: 'MCP.Internal.', gives: [{ kind: 'host', host: 'mcp.internal', port: null }] },
  { text: 'mcp.internal:8080', gives: [{ kind: 'host', host: 'mcp.internal', port: 8080 }] },
  { text: '127.0.0.1:80', gives: [{ kind: 'host', host: '127.0.0.1', port: 80 }] },
  { text: '0x7f.1', gives: [{ kind: 'host', host: '127.0.0.1', port: null }] },
  { text: '::1', gives: [{ kind: 'host', host: '::1', port: null }] },
  { text: '[0:0::1]:3911', gives: [{ kind: 'host', host: '::1', port: 3911 }] },
  {
    text: 'a, 10.0.0.0/8',
    gives: [
      { kind: 'host', host: 'a', port: null },
      { kind: 'range', range: { bytes: [10, 0, 0, 0], bits: 8 } },
    ],
  },
])('reads $text', ({ text, gives }) => {
  expect(parseAllowance(text)).toEqual(gives);
});

test.each([
  'http://a',
  'a:0',
  'a:65536',
  'a:b',
  '*',
  '*.internal',
  'a b',
  'a@b',
  '10.0.0.1/8',
  '[::1',
  'a?b',
  'ok, -/-',
])('refuses %j', (text) => {
  expect(parseAllowance(text)).toBeNull();
});

test('a host is allowed as a whole, at its port', () => {
  const allow = parseAllowance('internal, mcp.example:8080') ?? [];
  expect(isHostAllowed(allow, 'internal', 1)).toBe(true);
  expect(isHostAllowed(allow, 'mcp.example', 8080)).toBe(true);
  expect(isHostAllowed(allow, 'mcp.example', 8081)).toBe(false);
  for (const other of ['internal.evil.example', 'x.internal', 'nternal', 'mcp-example']) {
    expect(isHostAllowed(allow, other, 8080), other).toBe(false);
  }
});

test('nothing is allowed where the operator says nothing', () => {
  expect(outgoingPolicy({ NODE_ENV: 'test' }).allow).toEqual([]);
});
