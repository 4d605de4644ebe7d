import { compileSchema } from '@/lib/json-schema/compile';
import { invalidInput } from '../errors';

/**
 * Throws `invalid_input` for a schema that the live path could not compile: such a tool would refuse
 * every call, and nobody would know why until an agent met it.
 */
export function checkInputSchema(schema: Record<string, unknown> | null | undefined): void {
  if (schema === null || schema === undefined) return;
  try {
    compileSchema(schema);
  } catch (error) {
    const why = error instanceof Error ? error.message : 'unknown';
    throw invalidInput('inputSchema', `is not a JSON Schema that can be compiled: ${why.slice(0, 300)}`);
  }
}
