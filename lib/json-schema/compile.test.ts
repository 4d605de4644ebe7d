import { expect, test } from 'vitest';
import { compileSchema } from './compile';

test('a value that fits has nothing wrong, one that does not says where', () => {
  const check = compileSchema({ type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] });
  expect(check({ n: 1 })).toBeNull();
  expect(check({ n: 'x' })).toBe('n must be integer');
  expect(check({})).toContain("must have required property 'n'");
});

test('draft 2020-12 is understood', () => {
  const check = compileSchema({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    properties: { pair: { prefixItems: [{ type: 'string' }], items: false } },
  });
  expect(check({ pair: ['a'] })).toBeNull();
  expect(check({ pair: ['a', 'b'] })).not.toBeNull();
});

test('INVARIANT (deny-by-default): a schema that answers later fits nothing', () => {
  const check = compileSchema({ $async: true, type: 'object' });
  expect(check({})).not.toBeNull();
});

test('two schemas with the same id do not meet', () => {
  const one = compileSchema({ $id: 'https://x.example/s', type: 'object', required: ['a'] });
  const other = compileSchema({ $id: 'https://x.example/s', type: 'object' });
  expect(one({})).not.toBeNull();
  expect(other({})).toBeNull();
});

test('what is no schema is refused', () => {
  expect(() => compileSchema({ type: 'nothing' })).toThrow();
});
