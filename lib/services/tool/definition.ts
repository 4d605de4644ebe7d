import { z } from 'zod';
import { ActionClassName, SensitivityName } from '@/lib/contract/scope';
import type { ToolDefinitionView } from '@/lib/contract/tool';
import { Prisma } from '@/lib/db/generated/client';
import type { ActionClass } from '@/lib/domain/action-class';
import type { Sensitivity } from '@/lib/domain/sensitivity';
import { canonicalJson, sha256Hex } from '@/lib/ledger/canonical';

/** All that a reviewer looks at, and that no one may change behind their back. */
export type ToolDefinition = {
  name: string;
  description: string | null;
  actionClass: ActionClass;
  sensitivity: Sensitivity;
  returnsUntrusted: boolean;
  reversible: boolean;
  inputSchema: unknown;
  sensitiveArguments: readonly string[];
  /** Paths of arguments that say nothing of what a call does: an approval fits whatever they are. */
  incidentalArguments: readonly string[];
  triggers: readonly string[];
  /** What the MCP server said of the tool when it was discovered; null for one that was entered by hand. */
  definition: unknown;
};

/**
 * sha-256 of the definition's canonical JSON. The order of the lists says nothing. What a tool does not have
 * is left out, where tools were once reviewed without it.
 */
export const toolDigest = (definition: ToolDefinition): string =>
  sha256Hex(canonicalJson(toDocument(definition)));

/** What is digested, and kept whole when it is reviewed. */
const toDocument = (definition: ToolDefinition) => ({
  v: 1,
  name: definition.name,
  description: definition.description,
  action_class: definition.actionClass,
  sensitivity: definition.sensitivity,
  returns_untrusted: definition.returnsUntrusted,
  reversible: definition.reversible,
  input_schema: definition.inputSchema ?? null,
  sensitive_arguments: [...new Set(definition.sensitiveArguments)].sort(),
  ...(definition.incidentalArguments.length > 0 && {
    incidental_arguments: [...new Set(definition.incidentalArguments)].sort(),
  }),
  ...(definition.triggers.length > 0 && { triggers: [...new Set(definition.triggers)].sort() }),
  ...(definition.definition !== null && { definition: definition.definition }),
});

/** The document as its column takes it. */
export const documentColumn = (definition: ToolDefinition) =>
  toDocument(definition) as Prisma.InputJsonObject;

const JsonObject = z.record(z.string(), z.unknown());
const Document = z
  .object({
    description: z.string().nullable(),
    action_class: ActionClassName,
    sensitivity: SensitivityName,
    returns_untrusted: z.boolean(),
    reversible: z.boolean(),
    input_schema: JsonObject.nullable(),
    sensitive_arguments: z.array(z.string()),
    incidental_arguments: z.array(z.string()).default([]),
    triggers: z.array(z.string()).default([]),
    definition: JsonObject.nullable().default(null),
  })
  .transform(
    (document): ToolDefinitionView => ({
      description: document.description,
      actionClass: document.action_class,
      sensitivity: document.sensitivity,
      returnsUntrusted: document.returns_untrusted,
      reversible: document.reversible,
      sensitiveArguments: document.sensitive_arguments,
      incidentalArguments: document.incidental_arguments,
      triggers: document.triggers,
      inputSchema: document.input_schema,
      told: document.definition,
    }),
  );

/** A kept document, as it is shown; null where none was kept. */
export const fromDocument = (column: unknown): ToolDefinitionView | null =>
  column === null ? null : Document.parse(column);

/** A schema as its column takes it. */
export const schemaColumn = (schema: Record<string, unknown> | null) =>
  schema === null ? Prisma.DbNull : (schema as Prisma.InputJsonObject);
