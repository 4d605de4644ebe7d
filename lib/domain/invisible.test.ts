import { expect, test } from 'vitest';
import { countInvisible, nameOfCharacter, piecesOf } from './invisible';

test.each([
  ['an override that turns a file name round', 'invoice\u202efdp.exe', 1],
  ['a zero-width space in an address', 'ana@exam\u200bple.org', 1],
  ['text in tag characters', `ok${String.fromCodePoint(0xe0041, 0xe0042)}`, 2],
  ['a blank that is no space', 'a\u00a0b', 1],
  ['a variation selector beyond the first sixteen', `a${String.fromCodePoint(0xe0101)}`, 1],
  ['a control character that JSON leaves alone', 'a\u0085b', 1],
  ['a filler that looks like nothing', 'a\u3164b', 1],
])('%s is found', (_, text, count) => {
  expect(countInvisible(text)).toBe(count);
  expect(
    piecesOf(text)
      .map((piece) => piece.text)
      .join(''),
  ).toBe(text);
  expect(piecesOf(text).filter(({ isInvisible }) => isInvisible)).toHaveLength(count);
});

test('what can be seen is left alone', () => {
  const text = 'Žluťoučký kůň, 漢字, עברית, 1 + 1 = "2"\n\tüber';
  expect(countInvisible(text)).toBe(0);
  expect(piecesOf(text)).toEqual([{ text, isInvisible: false }]);
});

test('a character is told by its number, and by its name where it has a known one', () => {
  expect(nameOfCharacter('\u202e')).toBe('U+202E right-to-left override');
  expect(nameOfCharacter(String.fromCodePoint(0xe0041))).toBe('U+E0041');
});
