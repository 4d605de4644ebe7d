import type { ActionClass } from './action-class';
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

const ANYTHING = '*';
const ANY_REST = '**';

const pathSegments = (text: string): string[] => text.split('/');
const nameSegments = (text: string): string[] => text.split(/[./]/);

function segmentsMatch(pattern: readonly string[], segments: readonly string[]): boolean {
  for (let i = 0; i < pattern.length; i += 1) {
    if (pattern[i] === ANY_REST) return i === pattern.length - 1;
    const segment = segments[i];
    if (segment === undefined) return false;
    if (pattern[i] !== ANYTHING && pattern[i] !== segment) return false;
  }
  return pattern.length === segments.length;
}

/** A path that climbs or hides is covered by nothing: what it names depends on who reads it. */
const isPlain = (segments: readonly string[]): boolean =>
  segments.every((segment) => segment !== '' && segment !== '.' && segment !== '..');

/**
 * Whether a pattern covers a resource. Whole segments only: `orders/4` does not cover `orders/42`, nor
 * `orders/4/lines`. `*` stands for one segment, a last `**` for any number, a lone `*` for everything.
 */
export function coversResource(pattern: string, resource: string): boolean {
  const segments = pathSegments(resource);
  if (!isPlain(segments)) return false;
  return pattern === ANYTHING || segmentsMatch(pathSegments(pattern), segments);
}

/** The same for a tool's name, whose segments are parted by dots or slashes: `contacts.*`. */
export function coversTool(pattern: string, toolName: string): boolean {
  if (pattern === ANYTHING || pattern === toolName) return true;
  return segmentsMatch(nameSegments(pattern), nameSegments(toolName));
}

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

function intersectSegments(a: readonly string[], b: readonly string[]): string[] | null {
  const [headA, ...restA] = a;
  const [headB, ...restB] = b;
  if (headA === undefined || headB === undefined) {
    const left = headA === undefined ? b : a;
    return left.length === 0 || (left.length === 1 && left[0] === ANY_REST) ? [] : null;
  }
  if (headA === ANY_REST) return [...b];
  if (headB === ANY_REST) return [...a];
  if (headA !== ANYTHING && headB !== ANYTHING && headA !== headB) return null;
  const rest = intersectSegments(restA, restB);
  return rest === null ? null : [headA === ANYTHING ? headB : headA, ...rest];
}

/** The pattern that covers exactly what both cover; null when that is nothing. */
export function intersectPatterns(a: string, b: string): string | null {
  if (a === ANYTHING || a === b) return b;
  if (b === ANYTHING) return a;
  const separator = a.includes('/') || b.includes('/') ? '/' : '.';
  const segments = intersectSegments(a.split(separator), b.split(separator));
  return segments === null ? null : segments.join(separator);
}

function intersectLists(a: readonly string[], b: readonly string[]): string[] {
  const both = a.flatMap((x) => b.flatMap((y) => intersectPatterns(x, y) ?? []));
  return [...new Set(both)];
}

/** The stricter of two rules for one argument; both must hold. */
function intersectRules(a: ArgumentRule, b: ArgumentRule): ArgumentRule {
  const both = <T>(x: T | undefined, y: T | undefined, join: (x: T, y: T) => T): T | undefined =>
    x === undefined ? y : y === undefined ? x : join(x, y);
  const strict = { deny: 0, escalate: 1, clamp: 2 } as const;
  return {
    required: a.required === true || b.required === true ? true : undefined,
    in: both(a.in, b.in, (x, y) => x.filter((value) => y.includes(value))),
    // Two patterns that meet nowhere leave a rule that nothing satisfies.
    pattern: both(a.pattern, b.pattern, (x, y) => intersectPatterns(x, y) ?? ''),
    min: both(a.min, b.min, Math.max),
    max: both(a.max, b.max, Math.min),
    maxLength: both(a.maxLength, b.maxLength, Math.min),
    otherwise: strict[a.otherwise] <= strict[b.otherwise] ? a.otherwise : b.otherwise,
  };
}

/**
 * The scope that covers exactly what both cover; null when that is nothing.
 * INVARIANT (attenuation): what comes out is contained in both.
 */
export function intersectScopes(a: Scope, b: Scope): Scope | null {
  if (a.system !== b.system) return null;
  const tools = intersectLists(a.tools, b.tools);
  const actionClasses = a.actionClasses.filter((actionClass) => b.actionClasses.includes(actionClass));
  if (tools.length === 0 || actionClasses.length === 0) return null;

  const resources =
    a.resources.length === 0
      ? b.resources
      : b.resources.length === 0
        ? a.resources
        : intersectLists(a.resources, b.resources);
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

/** Whether a pattern covers all that another covers. */
const patternContains = (outer: string, inner: string): boolean => intersectPatterns(outer, inner) === inner;

/** Whether `inner` covers nothing that `outer` does not. Argument rules of `outer` must stand in `inner`. */
export function containsScope(outer: Scope, inner: Scope): boolean {
  const within = (patterns: readonly string[], outers: readonly string[]) =>
    patterns.every((pattern) => outers.some((other) => patternContains(other, pattern)));
  return (
    outer.system === inner.system &&
    within(inner.tools, outer.tools) &&
    inner.actionClasses.every((actionClass) => outer.actionClasses.includes(actionClass)) &&
    (outer.resources.length === 0 ||
      (inner.resources.length > 0 && within(inner.resources, outer.resources))) &&
    !isMoreSensitive(inner.maxSensitivity, outer.maxSensitivity) &&
    Object.entries(outer.arguments).every(
      ([path, rule]) => JSON.stringify(inner.arguments[path]) === JSON.stringify(rule),
    )
  );
}
