type Plain = 'string' | 'number' | 'boolean' | 'instant' | 'null' | 'unknown';

/**
 * What an answer looks like, as data. The contract's own schemas are heavy, and a page that only reads needs none
 * of what they know beyond this: which members there are, of what kind, and which of them are instants. Those in
 * `shape/` are derived from the contract, and a test holds them to it.
 */
export type ShapeNode =
  | Plain
  | { readonly oneOf: readonly (string | number | boolean | null)[] }
  | { readonly object: Readonly<Record<string, ShapeNode>>; readonly strict?: true }
  | { readonly list: ShapeNode }
  | { readonly record: ShapeNode; readonly keys?: readonly string[] }
  | { readonly anyOf: readonly ShapeNode[] }
  | { readonly optional: ShapeNode }
  | { readonly nullable: ShapeNode }
  | { readonly of: ShapeNode; readonly default: unknown };

declare const reads: unique symbol;
/** The shape of an answer, which knows the type of what it reads. */
export type Shape<T> = Exclude<ShapeNode, string> & { readonly [reads]?: T };

/** An answer that is not what the contract says. */
export class ShapeError extends Error {
  constructor(
    readonly path: readonly string[],
    readonly expected: string,
  ) {
    super(`\`${path.join('.') || 'the answer'}\` is not ${expected}`);
    this.name = 'ShapeError';
  }
}

/** Reads JSON as the shape says: instants become dates, unknown members are left out. Throws ShapeError. */
export const readShape = <T>(shape: Shape<T>, value: unknown): T => read(shape, value, []) as T;

function read(shape: ShapeNode, value: unknown, path: readonly string[]): unknown {
  if (typeof shape === 'string') return readPlain(shape, value, path);
  if ('object' in shape) return readObject(shape, value, path);
  if ('nullable' in shape) return value === null ? null : read(shape.nullable, value, path);
  if ('optional' in shape) return value === undefined ? undefined : read(shape.optional, value, path);
  if ('list' in shape) {
    if (!Array.isArray(value)) throw new ShapeError(path, 'a list');
    return value.map((one, i) => read(shape.list, one, [...path, String(i)]));
  }
  if ('oneOf' in shape) {
    if (!shape.oneOf.includes(value as string))
      throw new ShapeError(path, `one of ${shape.oneOf.join(', ')}`);
    return value;
  }
  if ('record' in shape) return readRecord(shape, value, path);
  if ('anyOf' in shape) return readAny(shape.anyOf, value, path);
  return value === undefined ? shape.default : read(shape.of, value, path);
}

const PLAIN = { string: 'text', number: 'a number', boolean: 'true or false' } as const;

function readPlain(kind: Plain, value: unknown, path: readonly string[]): unknown {
  if (kind === 'unknown') return value;
  if (kind === 'null') {
    if (value !== null) throw new ShapeError(path, 'null');
    return null;
  }
  if (kind === 'instant') {
    const instant = new Date(typeof value === 'string' ? value : Number.NaN);
    if (Number.isNaN(instant.getTime())) throw new ShapeError(path, 'an instant');
    return instant;
  }
  if (typeof value !== kind) throw new ShapeError(path, PLAIN[kind]);
  return value;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function readObject(
  { object, strict }: { object: Readonly<Record<string, ShapeNode>>; strict?: true },
  value: unknown,
  path: readonly string[],
): unknown {
  if (!isObject(value)) throw new ShapeError(path, 'an object');
  if (strict && Object.keys(value).some((name) => !Object.hasOwn(object, name))) {
    throw new ShapeError(path, 'an object of these members alone');
  }
  const members: Record<string, unknown> = {};
  for (const name in object) {
    const member = read(object[name] as ShapeNode, value[name], [...path, name]);
    if (member !== undefined || name in value) members[name] = member;
  }
  return members;
}

function readRecord(
  { record, keys }: { record: ShapeNode; keys?: readonly string[] },
  value: unknown,
  path: readonly string[],
): unknown {
  if (!isObject(value)) throw new ShapeError(path, 'an object');
  return Object.fromEntries(
    (keys ?? Object.keys(value)).map((name) => [name, read(record, value[name], [...path, name])]),
  );
}

/** The first that fits. What is told of none is told of the last. */
function readAny(shapes: readonly ShapeNode[], value: unknown, path: readonly string[]): unknown {
  let told: unknown = new ShapeError(path, 'anything known');
  for (const shape of shapes) {
    try {
      return read(shape, value, path);
    } catch (error) {
      told = error;
    }
  }
  throw told;
}
