import { z } from 'zod';
import type { Operation } from '@/lib/contract/operation';

type Schema = {
  type?: string | string[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  minimum?: number;
  format?: string;
};

/** The JSON schema of what an operation takes. */
export const schemaOf = ({ input }: Operation): Schema =>
  z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' }) as Schema;

/** Something that the schema might take, with every member that it names. */
export function exampleOf(schema: Schema, name = '', depth = 0): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  const either = schema.anyOf ?? schema.oneOf;
  if (either?.[0] !== undefined) return exampleOf(either[0], name, depth);
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (schema.properties !== undefined || type === 'object') {
    if (depth > 4) return {};
    const members = Object.entries(schema.properties ?? {});
    return Object.fromEntries(members.map(([key, of]) => [key, exampleOf(of, key, depth + 1)]));
  }
  if (type === 'array') return schema.items === undefined ? [] : [exampleOf(schema.items, name, depth + 1)];
  if (type === 'integer' || type === 'number') return schema.minimum ?? 1;
  if (type === 'boolean') return false;
  if (schema.format === 'date-time') return '2030-01-01T00:00:00Z';
  return name === 'email' || schema.format === 'email' ? 'ana@example.com' : name || 'text';
}

const deep = (depth: number): unknown => {
  let value: unknown = {};
  for (let i = 0; i < depth; i += 1) value = i % 2 === 0 ? [value] : { a: value };
  return value;
};

/** What stands in the place of one member. */
export const VALUES: readonly unknown[] = [
  null,
  true,
  -1,
  0.5,
  1e308,
  9007199254740992,
  2147483648,
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\u202e\ufeff\u2028',
  "'; DROP TABLE users; --",
  '%00',
  '../../etc/passwd',
  '{{7*7}}',
  '0000-99-99T99:99:99Z',
  '+275760-09-13T00:00:00.001Z',
  'x'.repeat(20_000),
  [],
  {},
  ['\u0000'],
  { contains: 'x' },
  { not: null },
  deep(60),
];

/** Whole bodies, as texts. */
export const BODIES: readonly string[] = [
  '',
  '{',
  'null',
  '[]',
  '"text"',
  '\ufeff{}',
  '{"__proto__": {"isAdmin": true}, "constructor": {"prototype": {"x": 1}}}',
  `${'['.repeat(5000)}${']'.repeat(5000)}`,
  `{"id": ${'9'.repeat(400)}}`,
  '{"id": "a", "id": {"b": 1}}',
];

/** What stands in a path in the place of an id. */
export const SEGMENTS: readonly string[] = [
  'nobody',
  '%00',
  'a%00b',
  '%ff',
  '%ED%A0%80',
  '..%2f..%2fetc',
  '%2e%2e',
  "'%20OR%201=1--",
  '%7B%7D',
  'x'.repeat(3000),
  '%F0%9F%98%80',
  'tsk_00000000000000000000000000',
  '-1',
];

/** Always the same choices of the same seed, so that a failure can be asked for again. */
export function chooser(seed: number): <T>(from: readonly T[]) => T {
  let state = seed >>> 0;
  return (from) => {
    // Mulberry32.
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return from[((t ^ (t >>> 14)) >>> 0) % from.length] as (typeof from)[number];
  };
}
