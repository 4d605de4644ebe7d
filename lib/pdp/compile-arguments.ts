import { compileSchema, type SchemaCheck } from '@/lib/json-schema/compile';

const anything: SchemaCheck = () => null;
const nothing: SchemaCheck = () => 'the tool’s input schema cannot be compiled';

const MAX_COMPILED = 10_000;
/** By the schema's text: a changed configuration compiles only what has changed. */
const compiled = new Map<string, SchemaCheck>();

/**
 * The check of a tool's arguments. A schema that cannot be compiled refuses every call: what cannot be
 * checked is not allowed.
 */
export function compileArguments(inputSchema: unknown): SchemaCheck {
  if (inputSchema === null || inputSchema === undefined) return anything;
  const text = JSON.stringify(inputSchema);
  const known = compiled.get(text);
  if (known !== undefined) return known;
  if (compiled.size >= MAX_COMPILED) compiled.clear();
  const check = checkOf(inputSchema);
  compiled.set(text, check);
  return check;
}

function checkOf(inputSchema: unknown): SchemaCheck {
  try {
    return compileSchema(inputSchema as object);
  } catch {
    return nothing;
  }
}
