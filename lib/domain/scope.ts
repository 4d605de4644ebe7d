import type { ActionClass } from './action-class';
import { keepsRule } from './argument';
import { coversResource, coversTool, intersectPatterns, type PatternKind, patternContains } from './pattern';
import { isMoreSensitive, lessSensitive, type Sensitivity } from './sensitivity';

/** What happens when an argument breaks its rule. `clamp` changes the call so that it fits. */
export const ARGUMENT_VIOLATIONS = ['deny', 'escalate', 'clamp'] as const;
export type ArgumentViolation = (typeof ARGUMENT_VIOLATIONS)[number];

/** What one argument may be. All that is given must hold; an absent argument breaks only `required`. */
export type ArgumentRule = {
  required?: boolean | undefined;
  in?: readonly (string | number | boolean)[] | undefined;
  /** A pattern over the segments of a path, as for resources. */
  pattern?: string | undefined;
  min?: number | undefined;
  max?: number | undefined;
  maxLength?: number | undefined;
  otherwise: ArgumentViolation;
};

/** A ceiling over calls. What it does not name, it does not cover. */
export type Scope = {
  system: string;
  tools: readonly string[];
  actionClasses: readonly ActionClass[];
  /** Empty: any resource, and calls that name none. */
  resources: readonly string[];
  maxSensitivity: Sensitivity;
  arguments: Readonly<Record<string, ArgumentRule>>;
};

/** What of a call a scope looks at. */
export type ScopedCall = {
  systemId: string;
  toolName: string;
  actionClass: ActionClass;
  sensitivity: Sensitivity;
  resource: string | null;
};

/** Whether a scope covers a call, sensitivity and arguments apart: those have reasons of their own. */
export function coversCall(scope: Scope, call: ScopedCall): boolean {
  if (scope.system !== call.systemId) return false;
  if (!scope.actionClasses.includes(call.actionClass)) return false;
  if (!scope.tools.some((pattern) => coversTool(pattern, call.toolName))) return false;
  if (scope.resources.length === 0) return true;
  const { resource } = call;
  return resource !== null && scope.resources.some((pattern) => coversResource(pattern, resource));
}

/** Whether the call is no more sensitive than the scope's ceiling. */
export const fitsSensitivity = (scope: Scope, call: ScopedCall): boolean =>
  !isMoreSensitive(call.sensitivity, scope.maxSensitivity);

function intersectLists(kind: PatternKind, a: readonly string[], b: readonly string[]): string[] {
  const both = a.flatMap((x) => b.flatMap((y) => intersectPatterns(kind, x, y) ?? []));
  return [...new Set(both)];
}

const LOOSENESS = { deny: 0, escalate: 1, clamp: 2 } as const satisfies Record<ArgumentViolation, number>;

/** The stricter of two rules for one argument; both must hold. */
function intersectRules(a: ArgumentRule, b: ArgumentRule): ArgumentRule {
  const both = <T>(x: T | undefined, y: T | undefined, join: (x: T, y: T) => T): T | undefined =>
    x === undefined ? y : y === undefined ? x : join(x, y);
  return {
    required: a.required === true || b.required === true ? true : undefined,
    in: both(a.in, b.in, (x, y) => x.filter((value) => y.includes(value))),
    // Two patterns that meet nowhere leave a rule that nothing satisfies.
    pattern: both(a.pattern, b.pattern, (x, y) => intersectPatterns('resource', x, y) ?? ''),
    min: both(a.min, b.min, Math.max),
    max: both(a.max, b.max, Math.min),
    maxLength: both(a.maxLength, b.maxLength, Math.min),
    otherwise: LOOSENESS[a.otherwise] <= LOOSENESS[b.otherwise] ? a.otherwise : b.otherwise,
  };
}

/**
 * The scope that covers exactly what both cover; null when that is nothing.
 * INVARIANT (attenuation): what comes out is contained in both.
 */
export function intersectScopes(a: Scope, b: Scope): Scope | null {
  if (a.system !== b.system) return null;
  const tools = intersectLists('tool', a.tools, b.tools);
  const actionClasses = a.actionClasses.filter((actionClass) => b.actionClasses.includes(actionClass));
  if (tools.length === 0 || actionClasses.length === 0) return null;

  const resources =
    a.resources.length === 0
      ? b.resources
      : b.resources.length === 0
        ? a.resources
        : intersectLists('resource', a.resources, b.resources);
  if (resources.length === 0 && (a.resources.length > 0 || b.resources.length > 0)) return null;

  const rules: Record<string, ArgumentRule> = { ...a.arguments };
  for (const [path, rule] of Object.entries(b.arguments)) {
    const other = rules[path];
    rules[path] = other === undefined ? rule : intersectRules(other, rule);
  }
  return {
    system: a.system,
    tools,
    actionClasses,
    resources,
    maxSensitivity: lessSensitive(a.maxSensitivity, b.maxSensitivity),
    arguments: rules,
  };
}

/** Whether each limit of `outer` stands in `inner`, as narrow or narrower. */
function limitsContain(outer: ArgumentRule, inner: ArgumentRule): boolean {
  const holds = <T>(limit: T | undefined, own: T | undefined, isWithin: (limit: T, own: T) => boolean) =>
    limit === undefined || (own !== undefined && isWithin(limit, own));
  return (
    outer.in === undefined &&
    holds(
      outer.pattern,
      inner.pattern,
      (limit, own) => own === '' || patternContains('resource', limit, own),
    ) &&
    holds(outer.min, inner.min, (limit, own) => own >= limit) &&
    holds(outer.max, inner.max, (limit, own) => own <= limit) &&
    holds(outer.maxLength, inner.maxLength, (limit, own) => own <= limit)
  );
}

/** Whether `inner` admits no value that `outer` does not, and is no milder where it is broken. */
function ruleContains(outer: ArgumentRule, inner: ArgumentRule): boolean {
  if (outer.required === true && inner.required !== true) return false;
  if (LOOSENESS[inner.otherwise] > LOOSENESS[outer.otherwise]) return false;
  // A list names all that it admits, so each value can be tried.
  if (inner.in !== undefined) {
    return inner.in.every((value) => !keepsRule(inner, value) || keepsRule(outer, value));
  }
  return limitsContain(outer, inner);
}

/**
 * Whether `inner` covers nothing that `outer` does not. A rule for an argument may be added or tightened,
 * never dropped or loosened; where it is not plain which of the two it is, the answer is no.
 * INVARIANT (attenuation)
 */
export function containsScope(outer: Scope, inner: Scope): boolean {
  const within = (kind: PatternKind, patterns: readonly string[], outers: readonly string[]) =>
    patterns.every((pattern) => outers.some((other) => patternContains(kind, other, pattern)));
  return (
    outer.system === inner.system &&
    within('tool', inner.tools, outer.tools) &&
    inner.actionClasses.every((actionClass) => outer.actionClasses.includes(actionClass)) &&
    (outer.resources.length === 0 ||
      (inner.resources.length > 0 && within('resource', inner.resources, outer.resources))) &&
    !isMoreSensitive(inner.maxSensitivity, outer.maxSensitivity) &&
    Object.entries(outer.arguments).every(([path, rule]) => {
      const own = inner.arguments[path];
      return own !== undefined && ruleContains(rule, own);
    })
  );
}
