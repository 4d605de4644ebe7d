import { z } from 'zod';
import type { ShapeNode } from './shape';

/** Stands for a schema that has a name of its own, when shapes are written down. */
export type Named = (schema: z.ZodType) => ShapeNode | null;

const nothingIsNamed: Named = () => null;

/** The shape of what a schema of the contract answers. Throws for a kind of schema that no answer has had yet. */
export function shapeOf(schema: z.ZodType, named: Named = nothingIsNamed): ShapeNode {
  const inside = (one: unknown): ShapeNode => named(one as z.ZodType) ?? shapeOf(one as z.ZodType, named);
  if (schema instanceof z.ZodObject) {
    const members = Object.entries(schema.shape).map(([name, member]) => [name, inside(member)]);
    const isStrict = schema.def.catchall instanceof z.ZodNever;
    return { object: Object.fromEntries(members), ...(isStrict && { strict: true }) };
  }
  if (schema instanceof z.ZodNullable) return { nullable: inside(schema.def.innerType) };
  if (schema instanceof z.ZodOptional) return { optional: inside(schema.def.innerType) };
  if (schema instanceof z.ZodDefault) {
    return { of: inside(schema.def.innerType), default: schema.def.defaultValue };
  }
  if (schema instanceof z.ZodArray) return { list: inside(schema.def.element) };
  if (schema instanceof z.ZodEnum) return { oneOf: schema.options };
  if (schema instanceof z.ZodLiteral) return { oneOf: schema.def.values as (string | number)[] };
  if (schema instanceof z.ZodUnion) return { anyOf: schema.def.options.map(inside) };
  if (schema instanceof z.ZodRecord) {
    const { keyType, valueType, partial } = schema.def;
    return {
      record: inside(valueType),
      // A partial record has names, none of which must be there.
      ...(keyType instanceof z.ZodEnum && !partial && { keys: keyType.options.map(String) }),
    };
  }
  // What a person may write otherwise is answered as it was understood.
  if (schema instanceof z.ZodPipe) {
    return inside(schema.def.in instanceof z.ZodTransform ? schema.def.out : schema.def.in);
  }
  if (schema instanceof z.ZodDate) return 'instant';
  if (schema instanceof z.ZodString || schema instanceof z.ZodStringFormat) return 'string';
  if (schema instanceof z.ZodNumber) return 'number';
  if (schema instanceof z.ZodBoolean) return 'boolean';
  if (schema instanceof z.ZodNull) return 'null';
  if (schema instanceof z.ZodUnknown) return 'unknown';
  throw new Error(`no shape is known for a schema of type \`${schema.def.type}\``);
}
