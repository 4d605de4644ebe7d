import fc from 'fast-check';
import { expect, test } from 'vitest';
import { identifiersIn, identifiersOf, meets } from './identifier';

const stands = (value: string | number, source: string): boolean => {
  const forms = new Set(identifiersIn(source));
  const named = identifiersOf(value);
  return named.length > 0 && named.every((one) => meets(one, (form) => forms.has(form)));
};

const same: [value: string | number, source: string][] = [
  ['ben@example.org', 'Write to Ben (BEN@Example.org), please.'],
  ['Ben Ode <ben@example.org>', 'from: ben@example.org'],
  ['ben@example.org', "his address is 'ben@example.org'. Thanks"],
  ['ｂｅｎ@example.org', 'ben@example.org'],
  ['https://www.example.org/a/b/', 'see example.org/a/b for more'],
  ['http://example.org:8080/a#top', 'https://example.org/a.'],
  ['https://example.org/other', 'the site is https://example.org/'],
  ['GB29 NWBK 6016 1331 9268 19', 'pay to gb29nwbk60161331926819'],
  ['GB29NWBK60161331926819', 'IBAN: GB29-NWBK-6016-1331-9268-19'],
  [1200, 'the rent is 1,200.00 from May'],
  ['98.70', 'Total\t\t98.7'],
  ['Introductory meeting', 'the same people as at the introductory   meeting'],
  ['general', 'post it in #general'],
  ['1j1l-2k3j', "set it to '1j1l-2k3j'"],
  ['plan.docx', 'read plan.docx.'],
];
for (const [value, source] of same) {
  test(`\`${value}\` stands in: ${source}`, () => {
    expect(stands(value, source)).toBe(true);
  });
}

const different: [value: string | number, source: string][] = [
  ['ben@example.org', 'ben.other@example.org and ben@example.com'],
  ['ben@example.org', 'ask Ben at example.org'],
  ['https://example.org.evil.test/', 'https://example.org/'],
  ['https://evil.test/?to=example.org', 'example.org'],
  ['https://example.org@evil.test/', 'https://example.org/'],
  ['GB29NWBK60161331926818', 'GB29NWBK60161331926819'],
  [120, 'the rent is 1,200.00'],
  ['new_password', 'set a new password'],
  ['Alice Other', 'tell Alice'],
  ['plan.docx', 'plan.docx.exe'],
];
for (const [value, source] of different) {
  test(`\`${value}\` does not stand in: ${source}`, () => {
    expect(stands(value, source)).toBe(false);
  });
}

test('a list is asked item by item, a long text by what has a form in it', () => {
  expect(identifiersOf(['a@example.org', 'b@example.org']).map(({ text }) => text)).toEqual([
    'a@example.org',
    'b@example.org',
  ]);
  const letter =
    'Dear all, this goes to everybody whom we know, and to ben@example.org in particular. Regards';
  expect(identifiersOf(letter).map(({ text }) => text)).toEqual(['ben@example.org']);
  expect(identifiersOf('A text that names nobody, and is far too long to be the name of anything')).toEqual(
    [],
  );
});

test('a value in any case, width and spacing is the same value', () => {
  const word = fc.stringMatching(/^[a-z]{3,8}$/);
  fc.assert(
    fc.property(word, word, fc.boolean(), fc.constantFrom(' ', '  ', '\t', '\n'), (a, b, upper, space) => {
      const written = `${a}${space}${b}`;
      expect(stands(upper ? written.toUpperCase() : written, `before ${a} ${b} after`)).toBe(true);
    }),
  );
});

test('what is too much to be looked at stands nowhere', () => {
  const everywhere = () => true;
  const many = identifiersOf(Array.from({ length: 2000 }, (_, i) => `n${i}@example.org`));
  expect(many.length).toBeLessThan(600);
  expect(many.every((one) => meets(one, everywhere))).toBe(false);
  expect(identifiersOf('x '.repeat(20_000)).every((one) => meets(one, everywhere))).toBe(false);
});
