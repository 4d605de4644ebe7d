import { type Classification, proposeClassification, proposeSensitiveArguments } from './annotation';
import type { Json, JsonObject } from './argument';
import type { Sensitivity } from './sensitivity';

export const FOUND_CHANGES = ['new', 'changed', 'same', 'gone', 'refused'] as const;
export type FoundChange = (typeof FOUND_CHANGES)[number];

/** The parts of a definition that are pinned: all that an agent is told, and nothing that may move by itself. */
export const PINNED = ['name', 'title', 'description', 'inputSchema', 'outputSchema', 'annotations'] as const;
export type Pinned = { [part in (typeof PINNED)[number]]?: Json };

export type PartChange = { part: string; before: Json | null; after: Json | null };

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What of a server's definition is pinned. */
export function pinned(definition: JsonObject): Pinned {
  const parts: Pinned = {};
  for (const part of PINNED) if (definition[part] !== undefined) parts[part] = definition[part];
  return parts;
}

/** Which parts differ between two definitions; `textOf` is their one text. */
export function changedParts(before: Pinned, after: Pinned, textOf: (value: Json) => string): PartChange[] {
  return PINNED.map((part) => ({ part, before: before[part] ?? null, after: after[part] ?? null })).filter(
    (one) => textOf(one.before) !== textOf(one.after),
  );
}

/** What a person is proposed for a tool that was found. */
export function proposalOf(
  found: Pinned,
  systemSensitivity: Sensitivity,
): Classification & { sensitiveArguments: string[] } {
  const { annotations, inputSchema } = found;
  const properties = isObject(inputSchema) && isObject(inputSchema.properties) ? inputSchema.properties : {};
  return {
    ...proposeClassification(isObject(annotations) ? annotations : null, systemSensitivity),
    sensitiveArguments: proposeSensitiveArguments(Object.keys(properties)),
  };
}
