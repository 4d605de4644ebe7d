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
  triggers: readonly string[];
  /** What the MCP server said of the tool when it was discovered; null for one that was entered by hand. */
  definition: unknown;
};

/**
 * sha-256 of the definition's canonical JSON. The order of the lists says nothing. What a tool does not have
 * is left out, where tools were once reviewed without it.
 */
export const toolDigest = (definition: ToolDefinition): string =>
  sha256Hex(
    canonicalJson({
      v: 1,
      name: definition.name,
      description: definition.description,
      action_class: definition.actionClass,
      sensitivity: definition.sensitivity,
      returns_untrusted: definition.returnsUntrusted,
      reversible: definition.reversible,
      input_schema: definition.inputSchema ?? null,
      sensitive_arguments: [...new Set(definition.sensitiveArguments)].sort(),
      ...(definition.triggers.length > 0 && { triggers: [...new Set(definition.triggers)].sort() }),
      ...(definition.definition !== null && { definition: definition.definition }),
    }),
  );

/** A schema as its column takes it. */
export const schemaColumn = (schema: Record<string, unknown> | null) =>
  schema === null ? Prisma.DbNull : (schema as Prisma.InputJsonObject);
