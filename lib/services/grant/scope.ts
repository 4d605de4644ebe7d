import { ArgumentRules, type ScopeShape } from '@/lib/contract/scope';
import type { ActionClass } from '@/lib/domain/action-class';
import type { Scope } from '@/lib/domain/scope';
import type { Sensitivity } from '@/lib/domain/sensitivity';

/** The columns in which entitlements and grants keep a scope. */
type ScopeColumns = {
  systemId: string;
  tools: string[];
  actionClasses: ActionClass[];
  resources: string[];
  maxSensitivity: Sensitivity;
  arguments: unknown;
};

/** A row's scope. Rules are parsed, so that two equal ones have equal texts. */
export const scopeOf = (row: ScopeColumns): ScopeShape => ({
  system: row.systemId,
  tools: row.tools,
  actionClasses: row.actionClasses,
  resources: row.resources,
  maxSensitivity: row.maxSensitivity,
  arguments: ArgumentRules.parse(row.arguments),
});

export const scopeColumns = (scope: Scope) => ({
  systemId: scope.system,
  tools: [...scope.tools],
  actionClasses: [...scope.actionClasses],
  resources: [...scope.resources],
  maxSensitivity: scope.maxSensitivity,
  arguments: JSON.parse(JSON.stringify(scope.arguments)),
});
