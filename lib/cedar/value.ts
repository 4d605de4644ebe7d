import type { GuardrailInput } from '@/lib/domain/guardrail';
import { type CedarValue, type Entity, parentOf } from './model';

/** What Cedar calls an error: the policy neither applies nor does not. */
export class EvaluationError extends Error {}

const wrongType = (wanted: string): never => {
  throw new EvaluationError(`type error: expected ${wanted}`);
};

const isSet = (value: CedarValue): value is readonly CedarValue[] => Array.isArray(value);
const isEntity = (value: CedarValue): value is Entity => typeof value === 'object' && !isSet(value);

export const asBool = (value: CedarValue): boolean =>
  typeof value === 'boolean' ? value : wrongType('bool');
export const asLong = (value: CedarValue): number => (typeof value === 'number' ? value : wrongType('long'));
export const asText = (value: CedarValue): string =>
  typeof value === 'string' ? value : wrongType('string');
export const asSet = (value: CedarValue): readonly CedarValue[] => (isSet(value) ? value : wrongType('set'));
export const asEntity = (value: CedarValue): Entity => (isEntity(value) ? value : wrongType('entity'));

/** Equality of any two values; between types it is false and no error. */
export function isEqual(a: CedarValue, b: CedarValue): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object') return false;
  if (isSet(a)) return isSet(b) && hasAll(a, b) && hasAll(b, a);
  return !isSet(b) && a.type === b.type && a.id === b.id;
}

export function has(set: readonly CedarValue[], value: CedarValue): boolean {
  for (const item of set) if (isEqual(item, value)) return true;
  return false;
}
export const hasAll = (set: readonly CedarValue[], values: readonly CedarValue[]): boolean =>
  values.every((value) => has(set, value));
export const hasAny = (set: readonly CedarValue[], values: readonly CedarValue[]): boolean =>
  values.some((value) => has(set, value));

/** `entity in other`: itself, or what it belongs to. A set must hold entities only. */
export function isIn(entity: Entity, other: CedarValue, input: GuardrailInput): boolean {
  if (!isSet(other)) return isWithin(entity, asEntity(other), input);
  let found = false;
  for (const one of other) found = isWithin(entity, asEntity(one), input) || found;
  return found;
}

function isWithin(entity: Entity, other: Entity, input: GuardrailInput): boolean {
  for (let at: Entity | null = entity; at !== null; at = parentOf(at, input))
    if (isEqual(at, other)) return true;
  return false;
}

/** A value as people read it in a reason. */
export function wordsOf(value: CedarValue): string {
  if (isSet(value)) return value.map(wordsOf).join(', ');
  return isEntity(value) ? value.id : String(value);
}

type Pattern = readonly ('Wildcard' | { Literal: string })[];

/** `like`: a matcher whose time grows with the text alone, whatever the pattern. */
export function compilePattern(pattern: Pattern): (text: string) => boolean {
  const parts = [''];
  for (const one of pattern) {
    if (one === 'Wildcard') parts.push('');
    else parts[parts.length - 1] += one.Literal;
  }
  const [first = '', ...rest] = parts;
  const last = rest.pop();
  if (last === undefined) return (text) => text === first;
  const between = rest.filter((part) => part !== '');
  return (text) => {
    if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last))
      return false;
    const end = text.length - last.length;
    let at = first.length;
    for (const part of between) {
      const found = text.indexOf(part, at);
      if (found === -1 || found + part.length > end) return false;
      at = found + part.length;
    }
    return true;
  };
}
