/**
 * What a pattern is over. A resource's segments are parted by slashes, a tool's name by dots or slashes. In
 * both, `*` stands for one segment, a last `**` for any number, and either of them alone for everything.
 */
export type PatternKind = 'resource' | 'tool';

const ANYTHING = '*';
const ANY_REST = '**';
const SEPARATOR = { resource: '/', tool: /[./]/ } as const;

const segmentsOf = (kind: PatternKind, text: string): string[] =>
  // Most names of tools hold no slash, and a split by text is several times as quick as one by an expression.
  kind === 'tool' && !text.includes('/') ? text.split('.') : text.split(SEPARATOR[kind]);
const isEverything = (pattern: string): boolean => pattern === ANYTHING || pattern === ANY_REST;

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

/** Whole segments only: `orders/4` does not cover `orders/42`, nor `orders/4/lines`. */
export function coversResource(pattern: string, resource: string): boolean {
  const segments = segmentsOf('resource', resource);
  if (!isPlain(segments)) return false;
  return isEverything(pattern) || segmentsMatch(segmentsOf('resource', pattern), segments);
}

/** The same for a tool's name: `contacts.*`. */
export function coversTool(pattern: string, toolName: string): boolean {
  if (isEverything(pattern) || pattern === toolName) return true;
  return segmentsMatch(segmentsOf('tool', pattern), segmentsOf('tool', toolName));
}

/** The same for many names: the patterns are taken apart once. */
export function coverOfTools(patterns: readonly string[]): (toolName: string) => boolean {
  if (patterns.some(isEverything)) return () => true;
  const exact = new Set(patterns);
  const taken = patterns.map((pattern) => segmentsOf('tool', pattern));
  return (toolName) => {
    if (exact.has(toolName)) return true;
    const segments = segmentsOf('tool', toolName);
    return taken.some((pattern) => segmentsMatch(pattern, segments));
  };
}

/** A `**` before the end covers nothing. */
const hasEarlyRest = (segments: readonly string[]): boolean => segments.slice(0, -1).includes(ANY_REST);
const isRest = (segments: readonly string[]): boolean => segments.length === 1 && segments[0] === ANY_REST;

function intersectSegments(a: readonly string[], b: readonly string[]): string[] | null {
  if (isRest(a)) return [...b];
  if (isRest(b)) return [...a];
  const [headA, ...restA] = a;
  const [headB, ...restB] = b;
  if (headA === undefined || headB === undefined) return a.length === b.length ? [] : null;
  if (headA !== ANYTHING && headB !== ANYTHING && headA !== headB) return null;
  const rest = intersectSegments(restA, restB);
  return rest === null ? null : [headA === ANYTHING ? headB : headA, ...rest];
}

const areSame = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((segment, i) => segment === b[i]);

/** The pattern that covers exactly what both cover; null when that is nothing. */
export function intersectPatterns(kind: PatternKind, a: string, b: string): string | null {
  if (isEverything(a)) return b;
  if (isEverything(b) || a === b) return a;
  const segmentsA = segmentsOf(kind, a);
  const segmentsB = segmentsOf(kind, b);
  if (hasEarlyRest(segmentsA) || hasEarlyRest(segmentsB)) return null;
  const both = intersectSegments(segmentsA, segmentsB);
  if (both === null) return null;
  if (areSame(both, segmentsA)) return a;
  if (areSame(both, segmentsB)) return b;
  return both.join(kind === 'tool' && !a.includes('/') && !b.includes('/') ? '.' : '/');
}

/** Whether a pattern covers all that another covers. Where that is not plain to see: no. */
export function patternContains(kind: PatternKind, outer: string, inner: string): boolean {
  if (isEverything(outer)) return true;
  const both = intersectPatterns(kind, outer, inner);
  return both !== null && areSame(segmentsOf(kind, both), segmentsOf(kind, inner));
}
