import type { ActionClass } from './action-class';
import type { Sensitivity } from './sensitivity';

/** What an MCP server claims about a tool. Hints of somebody whom nobody has reason to believe. */
export type Annotations = {
  readOnlyHint?: unknown;
  destructiveHint?: unknown;
  idempotentHint?: unknown;
  openWorldHint?: unknown;
  [other: string]: unknown;
};

export type Classification = {
  actionClass: ActionClass;
  sensitivity: Sensitivity;
  returnsUntrusted: boolean;
  reversible: boolean;
};

/**
 * What a person is proposed for a tool that nobody has classified. A tool without annotations is taken for
 * the worst; a hint that is missing has the value that the protocol gives it, which is the worse one. Nothing
 * is decided on a proposal: until somebody has reviewed the tool, its calls are deferred.
 */
export function proposeClassification(
  annotations: Annotations | null,
  systemSensitivity: Sensitivity,
): Classification {
  const hints = [annotations?.readOnlyHint, annotations?.destructiveHint, annotations?.openWorldHint];
  if (hints.every((hint) => typeof hint !== 'boolean')) {
    return { actionClass: 'admin', sensitivity: 'restricted', returnsUntrusted: true, reversible: false };
  }
  const isReadOnly = annotations?.readOnlyHint === true;
  const isDestructive = annotations?.destructiveHint !== false;
  const isOpen = annotations?.openWorldHint !== false;
  return {
    actionClass: isReadOnly ? 'read' : isDestructive ? 'delete' : isOpen ? 'send' : 'write',
    sensitivity: systemSensitivity,
    returnsUntrusted: isOpen,
    reversible: isReadOnly || !isDestructive,
  };
}

/** Names of arguments that say where something goes, or whose it is. */
const SENSITIVE =
  /^(to|cc|bcc|recipients?|e?mail|email_?address|urls?|uri|href|endpoint|webhook|host|domain|account|iban|path|paths|source|destination|channel|phone)$/i;

/** Top-level arguments that a person is proposed as sensitive. */
export const proposeSensitiveArguments = (properties: readonly string[]): string[] =>
  properties.filter((name) => SENSITIVE.test(name)).sort();
