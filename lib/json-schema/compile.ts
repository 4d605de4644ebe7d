import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { JsonObject } from '@/lib/domain/argument';

/** What is wrong with a value, in words; null when it fits. */
export type SchemaCheck = (value: JsonObject) => string | null;

const DRAFT_2020 = /^https?:\/\/json-schema\.org\/draft\/2020-12\/schema#?$/;

/**
 * Compiles a JSON Schema: draft 2020-12 where the schema names it (MCP servers do), else draft 7. Throws
 * on what is no schema. An instance of the compiler a schema: two tools may carry the same `$id`.
 */
export function compileSchema(schema: object): SchemaCheck {
  const draft = (schema as { $schema?: unknown }).$schema;
  const Compiler = typeof draft === 'string' && DRAFT_2020.test(draft) ? Ajv2020 : Ajv;
  const ajv = new Compiler({ strict: false, allErrors: false, addUsedSchema: false, logger: false });
  addFormats.default(ajv);
  const validate = ajv.compile(schema);
  return (value) => {
    // INVARIANT (deny-by-default): only `true` fits. An asynchronous schema would answer a promise.
    if (validate(value) === true) return null;
    const [first] = validate.errors ?? [];
    const where = first?.instancePath ? first.instancePath.slice(1).replaceAll('/', '.') : 'arguments';
    return `${where} ${first?.message ?? 'do not fit the input schema'}`;
  };
}
