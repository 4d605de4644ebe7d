import type { JsonObject } from '@/lib/domain/argument';
import { RpcFailure } from './rpc-failure';

const UTF8 = new TextDecoder('utf-8', { fatal: true });
/** Structural characters, or a whole string. The text is known to be JSON when this looks at it. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\]:,]/g;

/**
 * Reads the JSON object in a body. INVARIANT (same-bytes): a name that comes twice in one object, also in
 * another case, is refused: readers differ in which of the two they believe, and one of them would
 * execute what was not decided.
 */
export function parseStrict(body: Uint8Array): JsonObject {
  let text: string;
  let value: unknown;
  try {
    text = UTF8.decode(body);
    value = JSON.parse(text);
  } catch {
    throw new RpcFailure('parse', 'the body is not JSON');
  }
  if (Array.isArray(value)) throw new RpcFailure('request', 'a body is one message, not a batch');
  if (typeof value !== 'object' || value === null) throw new RpcFailure('request', 'the body is no object');
  const twice = nameTwice(text);
  if (twice !== null) throw new RpcFailure('request', `the name ${JSON.stringify(twice)} comes twice`);
  return value as JsonObject;
}

/** The first name that an object has twice when case is ignored; null when there is none. */
export function nameTwice(text: string): string | null {
  /** The names of each open object; null for a list. */
  const open: (Set<string> | null)[] = [];
  let isName = false;
  for (const [token] of text.matchAll(TOKEN)) {
    const names = open.at(-1);
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(null);
    else if (token === '}' || token === ']') open.pop();
    else if (token.startsWith('"') && isName && names) {
      const name = JSON.parse(token) as string;
      const folded = foldCase(name);
      if (names.has(folded)) return name;
      names.add(folded);
    }
    isName = token === '{' || (token === ',' && names !== null);
  }
  return null;
}

/** As the most forgiving reader compares names: upper case first, so that ſ and K (the Kelvin sign) fold too. */
export const foldCase = (name: string): string => name.normalize('NFKC').toUpperCase().toLowerCase();
