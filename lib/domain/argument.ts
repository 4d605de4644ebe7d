import { coversResource } from './pattern';
import type { ArgumentRule, ArgumentViolation } from './scope';

/** JSON as it came in. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value at a dotted path (`filter.limit`); undefined when it is not there. Own members only. */
export function argumentAt(args: JsonObject, path: string): Json | undefined {
  let value: Json | undefined = args;
  for (const key of path.split('.')) {
    if (!isObject(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
}

function withArgument(args: JsonObject, [key, ...rest]: readonly string[], value: Json): JsonObject {
  if (key === undefined) return args;
  const inner = args[key];
  return {
    ...args,
    [key]: rest.length === 0 ? value : withArgument(isObject(inner) ? inner : {}, rest, value),
  };
}

function withoutArgument(args: JsonObject, [key, ...rest]: readonly string[]): JsonObject {
  if (key === undefined || !Object.hasOwn(args, key)) return args;
  const { [key]: inner, ...others } = args;
  if (rest.length === 0) return others;
  // What has no such member inside stays as it is: it is not what was named.
  return isObject(inner) ? { ...args, [key]: withoutArgument(inner, rest) } : args;
}

/** The arguments without the values at dotted paths: what says nothing of what a call does. */
export const withoutArguments = (args: JsonObject, paths: readonly string[]): JsonObject =>
  paths.reduce((left, path) => withoutArgument(left, path.split('.')), args);

/**
 * The first path of one list that is one of the other, holds it, or lies in it; null where they have nothing in
 * common.
 */
export const overlappingPath = (some: readonly string[], others: readonly string[]): string | null =>
  some.find((one) =>
    others.some((other) => one === other || one.startsWith(`${other}.`) || other.startsWith(`${one}.`)),
  ) ?? null;

/** What is wrong with one value, in words; null when it keeps the rule. A list must keep it item by item. */
function violation(rule: ArgumentRule, value: Json): string | null {
  if (Array.isArray(value)) {
    if (value.length === 0) return null;
    for (const item of value as readonly Json[]) {
      const wrong = violation(rule, item);
      if (wrong !== null) return wrong;
    }
    return null;
  }
  if (rule.in !== undefined && !rule.in.some((one) => one === value))
    return `is not one of ${rule.in.join(', ')}`;
  if (rule.pattern !== undefined) {
    if (typeof value !== 'string') return 'is not text';
    if (!coversResource(rule.pattern, value)) return `does not match ${rule.pattern || 'any pattern'}`;
  }
  if (rule.min !== undefined && !(typeof value === 'number' && value >= rule.min))
    return `is below ${rule.min}`;
  if (rule.max !== undefined && !(typeof value === 'number' && value <= rule.max))
    return `is above ${rule.max}`;
  if (rule.maxLength !== undefined && !(typeof value === 'string' && value.length <= rule.maxLength)) {
    return `is longer than ${rule.maxLength}`;
  }
  return null;
}

/** Whether a value is one that a rule admits. */
export const keepsRule = (rule: ArgumentRule, value: Json): boolean => violation(rule, value) === null;

/** The nearest number that keeps the rule; null where clamping cannot help. */
function clamped(rule: ArgumentRule, value: Json): number | null {
  if (typeof value !== 'number') return null;
  const low = rule.min ?? Number.NEGATIVE_INFINITY;
  const high = rule.max ?? Number.POSITIVE_INFINITY;
  if (low > high) return null;
  const nearest = Math.min(Math.max(value, low), high);
  return keepsRule(rule, nearest) ? nearest : null;
}

export type ArgumentFinding = { path: string; message: string; outcome: ArgumentViolation };

/**
 * Holds a call's arguments against a scope's rules. Answers what is broken, and the arguments as they
 * would have to be where every break can be clamped. A break that cannot be clamped denies.
 */
export function checkArguments(
  rules: Readonly<Record<string, ArgumentRule>>,
  args: JsonObject,
): { findings: ArgumentFinding[]; clampedArguments: JsonObject } {
  const findings: ArgumentFinding[] = [];
  let clampedArguments = args;
  for (const [path, rule] of Object.entries(rules)) {
    const value = argumentAt(args, path);
    if (value === undefined) {
      // What cannot be clamped into being is refused.
      const outcome = rule.otherwise === 'escalate' ? 'escalate' : 'deny';
      if (rule.required === true) findings.push({ path, message: `${path} is required`, outcome });
      continue;
    }
    const wrong = violation(rule, value);
    if (wrong === null) continue;
    const nearest = rule.otherwise === 'clamp' ? clamped(rule, value) : null;
    if (nearest !== null) clampedArguments = withArgument(clampedArguments, path.split('.'), nearest);
    // INVARIANT (deny-by-default): an answer that nobody knows denies, and so does a clamp that cannot help.
    const outcome = rule.otherwise === 'escalate' ? 'escalate' : nearest === null ? 'deny' : 'clamp';
    findings.push({ path, message: `${path} ${wrong}`, outcome });
  }
  return { findings, clampedArguments };
}
