import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from './canonical';
import { canonicalMembers, scannedString } from './canonical-scan';

/** What the scan stands for. */
function parsedMembers(text: string): Map<string, string> | null {
  try {
    const value = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
    if (canonicalJson(value) !== text) return null;
    return new Map(Object.entries(value).map(([key, member]) => [key, canonicalJson(member)]));
  } catch {
    return null;
  }
}

const json = fc.dictionary(
  fc.string({ unit: 'grapheme' }),
  fc.jsonValue({ stringUnit: 'grapheme', maxDepth: 4 }),
);
const agrees = (text: string) => {
  const found = canonicalMembers(text);
  const expected = parsedMembers(text);
  expect(found === null ? null : [...found].sort(), text).toEqual(
    expected === null ? null : [...expected].sort(),
  );
};

describe('the scan of a canonical text', () => {
  test('finds the members of what is canonical', () => {
    fc.assert(
      fc.property(json, (value) => agrees(canonicalJson(value))),
      { numRuns: 300 },
    );
  });

  test('finds nothing in what is not: other texts of the same value', () => {
    fc.assert(
      fc.property(json, fc.integer({ min: 0, max: 3 }), (value, indent) => {
        agrees(JSON.stringify(value));
        agrees(JSON.stringify(value, null, indent));
      }),
    );
  });

  test('judges a changed character as the canonicalizer does', () => {
    const spot = fc.oneof(
      fc.constantFrom(...'"\\{}[]:,0123456789.eE+-untrfals \n\u0000é\ud800'),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    );
    fc.assert(
      fc.property(json, fc.nat(), spot, fc.nat(2), (value, at, other, drop) => {
        const text = canonicalJson(value);
        const place = at % text.length;
        agrees(text.slice(0, place) + other + text.slice(place + drop));
        agrees(text.slice(0, place));
      }),
      { numRuns: 1000 },
    );
  }, 30_000);

  const texts = [
    '{"a":-0}',
    '{"a":1.0}',
    '{"a":1e21}',
    '{"a":1e+21}',
    '{"a":01}',
    '{"a":1e400}',
    '{"a":0.1}',
    '{"a":-1}',
    '{"a":}',
    '{"b":1,"a":2}',
    '{"a":1,"a":2}',
    '{"a":1,}',
    '{"a" :1}',
    '{"__proto__":{"x":1}}',
    '{"\\u000b":1}',
    '{"\\u000B":1}',
    '{"\\u0008":1}',
    '{"\\b":1}',
    '{"\\/":1}',
    '{"\\u0041":1}',
    '{"a":"\\ud800"}',
    '{"a":"\ud800"}',
    '{"a":"\u2028"}',
    '{"a":"\\',
    '{"a":"\\u00',
    '{}',
    '[]',
    '',
    'null',
    '{}x',
    '{"a":[1,]}',
    '{"a":[]}',
    '{"a":tru}',
    '{"a":--1}',
    '{"a":1.}',
    '{"€":1,"\\r":2}',
    '{"\\r":1,"€":2,"😀":3,"דּ":4}',
  ];
  for (const text of texts)
    test(`judges ${JSON.stringify(text)} as the canonicalizer does`, () => agrees(text));

  test('does not run out of stack', () => {
    agrees(`{"a":${'['.repeat(150)}${']'.repeat(150)}}`);
    expect(canonicalMembers(`{"a":${'['.repeat(200_000)}`)).toBeNull();
  });

  test('reads strings', () => {
    expect(scannedString('"a"')).toBe('a');
    expect(scannedString('"a\\n"')).toBe('a\n');
    expect(scannedString('null')).toBeNull();
    expect(scannedString('1')).toBeUndefined();
    expect(scannedString(undefined)).toBeUndefined();
  });
});
