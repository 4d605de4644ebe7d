import { canonicalJson } from './canonical';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const MOST_NESTED = 100;
/** What RFC 8785 has for a control character that has no short form. */
const LONG_ESCAPE = /^u00(?:0[0-7be-f]|1[0-9a-f])$/;
const NUMBER = /-?[0-9][0-9.eE+-]*/y;

/** Not canonical: thrown within this file only. */
const OTHERWISE = Symbol('otherwise');
const NESTED = Symbol('nested');

/**
 * The members of a canonical JSON object (RFC 8785) as the texts of their values; null for every other
 * text. The same as parsing it, writing it canonically and comparing, several times faster: it only looks.
 */
export function canonicalMembers(text: string): Map<string, string> | null {
  if (text.charCodeAt(0) !== OPEN_OBJECT || !text.isWellFormed()) return null;
  const members = new Map<string, string>();
  try {
    return scanObject(text, 0, 0, members) === text.length ? members : null;
  } catch (refusal) {
    if (refusal === OTHERWISE) return null;
    if (refusal === NESTED) return slowMembers(text);
    throw refusal;
  }
}

/** The string that a member's text says; null for null, undefined for anything else. */
export function scannedString(member: string | undefined): string | null | undefined {
  if (member === 'null') return null;
  if (member?.charCodeAt(0) !== QUOTE) return undefined;
  return member.includes('\\') ? JSON.parse(member) : member.slice(1, -1);
}

function slowMembers(text: string): Map<string, string> | null {
  try {
    const value = JSON.parse(text);
    if (canonicalJson(value) !== text) return null;
    return new Map(Object.entries(value).map(([key, member]) => [key, canonicalJson(member)]));
  } catch {
    return null;
  }
}

/** Each of these takes where a value begins, and answers where it has ended. */
function scanValue(text: string, at: number, depth: number): number {
  switch (text.charCodeAt(at)) {
    case QUOTE:
      return scanString(text, at);
    case OPEN_OBJECT:
      return scanObject(text, at, depth + 1, null);
    case OPEN_LIST:
      return scanList(text, at, depth + 1);
    case 0x74:
      return scanWord(text, at, 'true');
    case 0x66:
      return scanWord(text, at, 'false');
    case 0x6e:
      return scanWord(text, at, 'null');
    default:
      return scanNumber(text, at);
  }
}

function scanObject(text: string, at: number, depth: number, members: Map<string, string> | null): number {
  if (depth > MOST_NESTED) throw NESTED;
  let next = at + 1;
  if (text.charCodeAt(next) === CLOSE_OBJECT) return next + 1;
  let before = -1;
  let beforeEnd = -1;
  for (;;) {
    if (text.charCodeAt(next) !== QUOTE) throw OTHERWISE;
    const keyEnd = scanString(text, next);
    if (before >= 0 && !isOrdered(text, before, beforeEnd, next, keyEnd)) throw OTHERWISE;
    before = next;
    beforeEnd = keyEnd;
    if (text.charCodeAt(keyEnd) !== COLON) throw OTHERWISE;
    const end = scanValue(text, keyEnd + 1, depth);
    members?.set(stringAt(text, next, keyEnd), text.slice(keyEnd + 1, end));
    const mark = text.charCodeAt(end);
    if (mark === CLOSE_OBJECT) return end + 1;
    if (mark !== COMMA) throw OTHERWISE;
    next = end + 1;
  }
}

function stringAt(text: string, start: number, end: number): string {
  const raw = text.slice(start + 1, end - 1);
  return raw.includes('\\') ? JSON.parse(text.slice(start, end)) : raw;
}

/** Whether one key comes before another: in the order of UTF-16 code units, each key once. */
function isOrdered(text: string, a: number, aEnd: number, b: number, bEnd: number): boolean {
  const length = Math.min(aEnd - a, bEnd - b) - 1;
  for (let i = 1; i < length; i += 1) {
    const one = text.charCodeAt(a + i);
    const other = text.charCodeAt(b + i);
    // What follows an escape counts as what it stands for.
    if (one === BACKSLASH || other === BACKSLASH) return stringAt(text, a, aEnd) < stringAt(text, b, bEnd);
    if (one !== other) return one < other;
  }
  if (aEnd - a === bEnd - b) return false;
  return aEnd - a < bEnd - b;
}

function scanList(text: string, at: number, depth: number): number {
  if (depth > MOST_NESTED) throw NESTED;
  let next = at + 1;
  if (text.charCodeAt(next) === CLOSE_LIST) return next + 1;
  for (;;) {
    const end = scanValue(text, next, depth);
    const mark = text.charCodeAt(end);
    if (mark === CLOSE_LIST) return end + 1;
    if (mark !== COMMA) throw OTHERWISE;
    next = end + 1;
  }
}

function scanString(text: string, at: number): number {
  for (let next = at + 1; next < text.length; next += 1) {
    const code = text.charCodeAt(next);
    if (code === QUOTE) return next + 1;
    if (code < 0x20) throw OTHERWISE;
    if (code !== BACKSLASH) continue;
    next += 1;
    if ('"\\bfnrt'.includes(text.charAt(next)) && next < text.length) continue;
    if (!LONG_ESCAPE.test(text.slice(next, next + 5))) throw OTHERWISE;
    next += 4;
  }
  throw OTHERWISE;
}

function scanWord(text: string, at: number, word: string): number {
  if (!text.startsWith(word, at)) throw OTHERWISE;
  return at + word.length;
}

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;

/** As JavaScript writes it: the shortest digits that read back as the same number. */
function scanNumber(text: string, at: number): number {
  let end = at;
  while (isDigit(text.charCodeAt(end))) end += 1;
  // Most numbers are small and whole, and need no second look.
  const isPlain = end > at && end - at < 16 && (end - at === 1 || text.charCodeAt(at) !== 0x30);
  if (isPlain && !isNumberPart(text.charCodeAt(end))) return end;
  NUMBER.lastIndex = at;
  const digits = NUMBER.exec(text)?.[0];
  if (digits === undefined || String(Number(digits)) !== digits) throw OTHERWISE;
  return at + digits.length;
}

/** `.`, `e`, `E`, `+` or `-`. */
const isNumberPart = (code: number): boolean =>
  code === 0x2e || code === 0x65 || code === 0x45 || code === 0x2b || code === 0x2d;
