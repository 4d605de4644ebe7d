import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coverOfTools, coversResource, coversTool, intersectPatterns, patternContains } from './pattern';

describe('patterns cover whole segments', () => {
  const rows: [pattern: string, resource: string, covers: boolean][] = [
    ['orders/4', 'orders/4', true],
    ['orders/4', 'orders/42', false],
    ['orders/4', 'orders/4/lines', false],
    ['orders/*', 'orders/42', true],
    ['orders/*', 'orders', false],
    ['orders/*', 'orders/4/lines', false],
    ['orders/**', 'orders/4/lines', true],
    ['*', 'orders/4/lines', true],
    ['*/4', 'orders/4', true],
    ['orders/**', 'orders/../payroll', false],
    ['orders/*', 'orders/..', false],
    ['*', 'orders//4', false],
    ['', 'orders', false],
    ['orders', 'Orders', false],
  ];
  for (const [pattern, resource, covers] of rows) {
    test(`\`${pattern}\` ${covers ? 'covers' : 'does not cover'} \`${resource}\``, () => {
      expect(coversResource(pattern, resource)).toBe(covers);
    });
  }

  test('a tool’s segments are parted by dots or slashes', () => {
    expect(coversTool('contacts.*', 'contacts.search')).toBe(true);
    expect(coversTool('contacts.*', 'contacts')).toBe(false);
    expect(coversTool('contacts.s', 'contacts.search')).toBe(false);
    expect(coversTool('files/*', 'files/read')).toBe(true);
    expect(coversTool('*', 'anything.at.all')).toBe(true);
  });
});

const KINDS = [
  { kind: 'resource', covers: coversResource, separators: ['/'] },
  { kind: 'tool', covers: coversTool, separators: ['/', '.'] },
] as const;

for (const { kind, covers, separators } of KINDS) {
  // Dots are part of a resource's segments, and part a tool's.
  const written = (segments: readonly string[]) =>
    fc
      .array(fc.constantFrom(...separators), { minLength: segments.length, maxLength: segments.length })
      .map((between) => segments.map((one, i) => (i === 0 ? one : `${between[i]}${one}`)).join(''));
  const pattern = fc
    .array(fc.constantFrom('a', 'b', 'a.b', '4', '*', '*', '**'), { minLength: 1, maxLength: 4 })
    .chain(written);
  const name = fc
    .array(fc.constantFrom('a', 'b', 'a.b', '4', '42'), { minLength: 1, maxLength: 4 })
    .chain(written);

  describe(`INVARIANT (attenuation): of two patterns over a ${kind}`, () => {
    test('the intersection covers exactly what both cover', () => {
      fc.assert(
        fc.property(pattern, pattern, name, (a, b, one) => {
          const both = intersectPatterns(kind, a, b);
          expect(both !== null && covers(both, one)).toBe(covers(a, one) && covers(b, one));
        }),
        { numRuns: 20_000 },
      );
    });

    test('what is contained covers nothing that the container does not', () => {
      fc.assert(
        fc.property(pattern, pattern, name, (outer, inner, one) => {
          if (patternContains(kind, outer, inner) && covers(inner, one))
            expect(covers(outer, one)).toBe(true);
        }),
        { numRuns: 20_000 },
      );
    });

    test('the intersection is contained in both, and each contains itself', () => {
      fc.assert(
        fc.property(pattern, pattern, (a, b) => {
          const both = intersectPatterns(kind, a, b);
          expect(patternContains(kind, a, a)).toBe(true);
          if (both === null) return;
          expect(patternContains(kind, a, both)).toBe(true);
          expect(patternContains(kind, b, both)).toBe(true);
        }),
        { numRuns: 20_000 },
      );
    });
  });
}

test('a dot parts a tool’s segments, and is part of a resource’s', () => {
  expect(intersectPatterns('tool', 'report.*', 'report.read')).toBe('report.read');
  expect(intersectPatterns('resource', 'report.*', 'report.pdf')).toBeNull();
  expect(intersectPatterns('tool', 'files/*', 'files/a.b')).toBeNull();
});

test('`**` before the end covers nothing, and so contains nothing', () => {
  expect(intersectPatterns('resource', 'a/**/b', 'a/c')).toBeNull();
  expect(patternContains('resource', 'a/**/b', 'a/c')).toBe(false);
});

test('many names at once are covered exactly as one by one', () => {
  const patterns = ['*', '**', 'a', 'a.*', 'a.**', 'a.*.c', '**.c', 'a/b', 'a.b.**', ''];
  const names = ['a', 'a.b', 'a/b', 'a.b.c', 'b', 'a.', '.a', 'a.**', 'a.*'];
  for (const first of patterns) {
    for (const second of patterns) {
      const covers = coverOfTools([first, second]);
      for (const name of names) {
        expect(covers(name), `${first} ${second} ${name}`).toBe(
          coversTool(first, name) || coversTool(second, name),
        );
      }
    }
  }
});
