import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readCsv } from './read';
import { csvLine } from './write';

const rows = (text: string) => {
  const read = readCsv(text);
  if ('problem' in read) throw new Error(read.problem);
  return read;
};

test('each line knows where it began, whatever line breaks stand in its cells', () => {
  expect(rows('id,purpose\r\na,"one\r\ntwo\nthree"\r\n\r\nb,four\r\n')).toEqual([
    { line: 1, cells: ['id', 'purpose'] },
    { line: 2, cells: ['a', 'one\ntwo\nthree'] },
    { line: 6, cells: ['b', 'four'] },
  ]);
});

test('semicolons and tabs part cells where the first line has no comma; a byte order mark is none of the text', () => {
  expect(rows('\uFEFFid;name\na;x,y').map(({ cells }) => cells)).toEqual([
    ['id', 'name'],
    ['a', 'x,y'],
  ]);
  expect(rows('id\tname\na\tb').map(({ cells }) => cells)).toEqual([
    ['id', 'name'],
    ['a', 'b'],
  ]);
});

test('a file that is none says so in one sentence', () => {
  expect(readCsv('id,name\na,"never closed')).toMatchObject({ problem: expect.stringContaining('no CSV') });
});

test('what was written here is read back as it was meant', () => {
  // Line breaks are of one kind. Blanks around a cell are taken off when it is read, and an apostrophe of its own before a formula is not told
  // from ours.
  const text = fc
    .string({ unit: 'grapheme' })
    .filter(
      (one) =>
        one === one.trim() &&
        !one.includes('\r') &&
        one !== '' &&
        !/^'+\s*[=+\-@]/.test(one) &&
        !one.includes('\uFEFF'),
    );
  fc.assert(
    fc.property(fc.array(fc.tuple(text, text), { minLength: 1 }), (cells) => {
      const file = csvLine(['id', 'name']) + cells.map((row) => csvLine(row)).join('');
      expect(
        rows(file)
          .slice(1)
          .map((row) => row.cells),
      ).toEqual(cells);
    }),
  );
});
