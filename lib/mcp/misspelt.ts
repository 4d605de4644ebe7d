import type { Json, JsonObject } from '@/lib/domain/argument';
import { isObject } from './message';
import { foldCase } from './strict-json';

/** Every name of a property that a schema mentions, by its folded form. */
function namesIn(schema: unknown, names: Map<string, Set<string>>): void {
  if (Array.isArray(schema)) for (const one of schema) namesIn(one, names);
  if (!isObject(schema)) return;
  if (isObject(schema.properties)) for (const name of Object.keys(schema.properties)) note(names, name);
  for (const inner of Object.values(schema)) namesIn(inner, names);
}

function note(names: Map<string, Set<string>>, name: string): void {
  const folded = foldCase(name);
  names.set(folded, (names.get(folded) ?? new Set()).add(name));
}

/**
 * An argument's name that is one of the tool's but for its case; null when there is none. A reader that
 * ignores case would take `Path` for `path`, and no rule about `path` has seen it.
 * INVARIANT (same-bytes)
 */
export function misspelt(
  args: JsonObject,
  tool: { inputSchema: unknown; sensitiveArguments: readonly string[] },
): string | null {
  const names = new Map<string, Set<string>>();
  namesIn(tool.inputSchema, names);
  for (const path of tool.sensitiveArguments) for (const name of path.split('.')) note(names, name);
  return find(args, names);
}

function find(value: Json, names: ReadonlyMap<string, ReadonlySet<string>>): string | null {
  if (typeof value !== 'object' || value === null) return null;
  for (const [name, inner] of Object.entries(value)) {
    const known = Array.isArray(value) ? undefined : names.get(foldCase(name));
    if (known !== undefined && !known.has(name)) return name;
    const below = find(inner, names);
    if (below !== null) return below;
  }
  return null;
}
