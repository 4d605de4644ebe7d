import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Operation } from '@/lib/contract/operation';
import { readShape, type Shape, ShapeError, type ShapeNode } from './shape';
import { shapeOf } from './shape-of';

const HERE = fileURLToPath(new URL('.', import.meta.url));

type Exported = { name: string; type: string; schema: z.ZodType };

const pascal = (id: string): string => `${id[0]?.toUpperCase()}${id.slice(1)}`;

/** What a module of the contract says of answers: its named schemas, and what each of its operations answers. */
async function exportsOf(noun: string): Promise<Exported[]> {
  const module: Record<string, unknown> = await import(`../contract/${noun}.ts`);
  return Object.entries(module).flatMap(([name, value]): Exported[] => {
    if (value instanceof z.ZodType) return [{ name, type: `contract.${name}`, schema: value }];
    if (!name.endsWith('Operations')) return [];
    return Object.entries(value as Record<string, Operation>).map(([verb, { id, output }]) => ({
      name: `${pascal(id)}Answer`,
      type: `contract.${name}.${verb}.output`,
      schema: output,
    }));
  });
}

/** Every name that the queries import from `shape/`, noun by noun. */
function wanted(): Map<string, Set<string>> {
  const names = new Map<string, Set<string>>();
  for (const file of readdirSync(HERE).filter((one) => one.endsWith('.ts'))) {
    const text = readFileSync(join(HERE, file), 'utf8');
    for (const [, list = '', noun = ''] of text.matchAll(/import \{([^}]*)\} from '\.\/shape\/([\w-]+)'/g)) {
      const imported = list.split(',').flatMap((one) => one.trim().replace(/^type /, '') || []);
      names.set(noun, new Set([...(names.get(noun) ?? []), ...imported]));
    }
  }
  return names;
}

const HEAD = `// Derived from the contract: \`UPDATE_GOLDEN=1 npx vitest run --project unit lib/query/shape.test.ts\`.
import type { z } from 'zod';
`;

/** Writes down the shapes of what is wanted of one noun. */
async function written(noun: string, names: ReadonlySet<string>): Promise<string> {
  const all = await exportsOf(noun);
  const lines = all
    .filter(({ name }) => names.has(name))
    .map(({ name, type, schema }) => {
      const shape = JSON.stringify(shapeOf(schema));
      return `export type ${name} = z.output<typeof ${type}>;\nexport const ${name}: Shape<${name}> = ${shape};\n`;
    });
  return `${HEAD}import type * as contract from '@/lib/contract/${noun}';\nimport type { Shape } from '../shape';\n\n${lines.join('\n')}`;
}

const isUpdating = process.env.UPDATE_GOLDEN === '1';
const shapes: { noun: string; name: string; schema: z.ZodType; shape: ShapeNode }[] = [];
for (const [noun, names] of wanted()) {
  if (isUpdating) writeFileSync(join(HERE, `shape/${noun}.ts`), await written(noun, names));
  const all = await exportsOf(noun);
  const module: Record<string, ShapeNode> = isUpdating ? {} : await import(`./shape/${noun}.ts`);
  for (const name of names) {
    const schema = all.find((one) => one.name === name)?.schema;
    if (schema === undefined) throw new Error(`the contract says nothing of \`${name}\` in ${noun}`);
    shapes.push({ noun, name, schema, shape: module[name] ?? shapeOf(schema) });
  }
}

/** JSON that has a shape, with members that it does not know. */
function arbitrary(shape: ShapeNode): fc.Arbitrary<unknown> {
  // As the server writes it: trimmed, addresses in lower case.
  if (shape === 'string') return fc.constantFrom('', 'a', 'b c', '7');
  if (shape === 'number') return fc.integer({ min: 1, max: 60 });
  if (shape === 'boolean') return fc.boolean();
  if (shape === 'instant') {
    return fc.integer({ min: 0, max: 4e12 }).map((ms) => new Date(ms).toISOString());
  }
  if (shape === 'null') return fc.constant(null);
  if (shape === 'unknown') return fc.jsonValue({ maxDepth: 1 });
  if ('nullable' in shape) return fc.option(arbitrary(shape.nullable));
  if ('optional' in shape) return fc.option(arbitrary(shape.optional), { nil: undefined });
  if ('default' in shape) return fc.option(arbitrary(shape.of), { nil: undefined });
  if ('list' in shape) return fc.array(arbitrary(shape.list), { minLength: 1, maxLength: 2 });
  if ('oneOf' in shape) return fc.constantFrom(...shape.oneOf);
  if ('anyOf' in shape) return fc.oneof(...shape.anyOf.map(arbitrary));
  if ('record' in shape) {
    const value = arbitrary(shape.record);
    if (shape.keys === undefined) return fc.dictionary(fc.constantFrom('a', 'b'), value);
    return fc.record(Object.fromEntries(shape.keys.map((key) => [key, value])));
  }
  const members = Object.entries(shape.object).map(([name, member]) => [name, arbitrary(member)]);
  return fc.record({
    ...Object.fromEntries(members),
    ...(!shape.strict && { notInTheContract: fc.constant(1) }),
  });
}

const asSent = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** The same with a member left out here and there: `keeps` says which stay, in the order in which they come. */
function thinned(value: unknown, keeps: () => boolean): unknown {
  if (Array.isArray(value)) return value.map((one) => thinned(one, keeps));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(() => keeps())
      .map(([name, one]) => [name, thinned(one, keeps)]),
  );
}

describe('the shapes of answers', () => {
  test('there is one for what every query reads, as the contract says, and no other', () => {
    expect(shapes.length).toBeGreaterThan(60);
    for (const { noun, name, schema, shape } of shapes) {
      expect(shape, `${noun}.${name}`).toEqual(shapeOf(schema));
    }
    expect(
      readdirSync(join(HERE, 'shape'))
        .map((file) => file.replace('.ts', ''))
        .sort(),
    ).toEqual([...wanted().keys()].sort());
  });

  test.each(shapes.map((one) => [`${one.noun}: ${one.name}`, one] as const))(
    '%s is read as the contract reads it',
    (_, { schema, shape }) => {
      fc.assert(
        fc.property(arbitrary(shape), fc.infiniteStream(fc.nat(30)), (value, dice) => {
          const sent = thinned(asSent(value), () => dice.next().value !== 0);
          const parsed = schema.safeParse(sent);
          // The contract also bounds texts and numbers, which what is answered keeps to.
          if (!parsed.success) return;
          expect(readShape(shape as Shape<unknown>, sent)).toEqual(parsed.data);
        }),
        { numRuns: 60 },
      );
    },
  );
});

describe('reading an answer', () => {
  const shape: ShapeNode = {
    object: {
      items: {
        list: { object: { at: 'instant', state: { oneOf: ['open', 'shut'] }, note: { nullable: 'string' } } },
      },
      total: { optional: 'number' },
    },
  };
  const item = { at: '2026-11-24T08:00:00.000Z', state: 'open', note: null };

  test('instants are dates, and what is not known is left out', () => {
    expect(readShape(shape, { items: [{ ...item, more: 1 }], more: 2 })).toEqual({
      items: [{ ...item, at: new Date(item.at) }],
    });
  });

  test.each([
    [null, 'the answer', 'an object'],
    [[], 'the answer', 'an object'],
    [{}, 'items', 'a list'],
    [{ items: [1] }, 'items.0', 'an object'],
    [{ items: [item, { ...item, at: 'soon' }] }, 'items.1.at', 'an instant'],
    [{ items: [{ ...item, state: 'ajar' }] }, 'items.0.state', 'one of open, shut'],
    [{ items: [{ ...item, note: undefined }] }, 'items.0.note', 'text'],
    [{ items: [], total: 'many' }, 'total', 'a number'],
  ])('of %j it tells that %s is not %s', (value, path, expected) => {
    expect(() => readShape(shape, value)).toThrow(`\`${path}\` is not ${expected}`);
    expect(() => readShape(shape, value)).toThrow(ShapeError);
  });
});
