import { expect, test } from 'vitest';
import { checkParamHeaders, paramHeaders } from './param-headers';

const schema = {
  type: 'object',
  properties: {
    region: { type: 'string', 'x-mcp-header': 'Region' },
    limit: { type: 'integer', 'x-mcp-header': 'Limit' },
    bad: { type: 'string', 'x-mcp-header': 'No\r\nGood' },
    inner: { type: 'object', properties: { dry: { type: 'boolean', 'x-mcp-header': 'Dry' } } },
    query: { type: 'string' },
  },
};

test('what a tool wants mirrored is mirrored, safely, and nothing else', () => {
  const args = { region: 'eu\r\nx: y', limit: 42, bad: 'x', inner: { dry: true }, query: 'q' };
  expect(paramHeaders(schema, args)).toEqual({
    'mcp-param-region': `=?base64?${Buffer.from('eu\r\nx: y').toString('base64')}?=`,
    'mcp-param-limit': '42',
    'mcp-param-dry': 'true',
  });
  expect(paramHeaders(schema, { region: { a: 1 }, inner: 'x' })).toEqual({});
  expect(paramHeaders(null, args)).toEqual({});
});

const rows = [
  { name: 'equal', headers: { 'Mcp-Param-Region': 'eu' }, args: { region: 'eu' }, fits: true },
  { name: 'encoded', headers: { 'Mcp-Param-Region': '=?base64?w7w=?=' }, args: { region: 'ü' }, fits: true },
  { name: 'equal as numbers', headers: { 'Mcp-Param-Limit': '42.0' }, args: { limit: 42 }, fits: true },
  { name: 'absent in both', headers: {}, args: { query: 'x' }, fits: true },
  { name: 'unknown ones', headers: { 'Mcp-Param-Other': 'x' }, args: {}, fits: true },
  { name: 'different', headers: { 'Mcp-Param-Region': 'us' }, args: { region: 'eu' }, fits: false },
  { name: 'missing', headers: {}, args: { region: 'eu' }, fits: false },
  { name: 'too many', headers: { 'Mcp-Param-Region': 'eu' }, args: {}, fits: false },
] as const;
for (const { name, headers, args, fits } of rows) {
  test(`mirrored arguments are held against the body: ${name}`, () => {
    const check = () => checkParamHeaders(new Headers(headers), schema, args);
    if (fits) expect(check).not.toThrow();
    else expect(check).toThrow(/does not say what the body says/);
  });
}
