import type { ScopeShape } from '@/lib/contract/scope';
import { containsScope, intersectScopes, type Scope } from '@/lib/domain/scope';

const sameText = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
const without = (all: readonly string[], left: readonly string[]): string[] =>
  all.filter((one) => !left.includes(one));

/** What an entitlement would cut from a scope, in words; null when it holds all of it. Pure. */
export function scopeCut(entitlement: Scope, asked: ScopeShape): string | null {
  if (containsScope(entitlement, asked)) return null;
  const left = intersectScopes(asked, entitlement);
  if (left === null) return 'everything';
  const cuts: string[] = [];
  const tools = without(asked.tools, left.tools);
  if (tools.length > 0) cuts.push(`tools ${tools.join(', ')}`);
  const classes = without(asked.actionClasses, left.actionClasses);
  if (classes.length > 0) cuts.push(`action classes ${classes.join(', ')}`);
  const resources =
    asked.resources.length === 0 && left.resources.length > 0
      ? [`all but ${left.resources.join(', ')}`]
      : without(asked.resources, left.resources);
  if (resources.length > 0) cuts.push(`resources ${resources.join(', ')}`);
  if (asked.maxSensitivity !== left.maxSensitivity) {
    cuts.push(`sensitivity ${asked.maxSensitivity} to ${left.maxSensitivity}`);
  }
  const rules = Object.keys(left.arguments).filter(
    (path) => !sameText(left.arguments[path], asked.arguments[path]),
  );
  if (rules.length > 0) cuts.push(`arguments ${rules.join(', ')}`);
  return cuts.length === 0 ? 'some of it' : cuts.join('; ');
}
