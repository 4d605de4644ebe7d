/** What may stand in a cell. Everything is written as text; nothing at all for null. */
export type CsvValue = string | number | bigint | boolean | Date | null | undefined;

/**
 * What a spreadsheet would take for a formula: it looks past blanks and what has no shape. Also the wide forms of
 * the four signs, which some of them read alike.
 */
const FORMULA = /^[\s\p{Cc}\p{Cf}]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/u;
/** A plain number is no formula, and must stay one. */
const NUMBER = /^-?\d+(\.\d+)?$/;

function textOf(value: CsvValue): string {
  if (value === null || value === undefined) return '';
  return value instanceof Date ? value.toISOString() : String(value);
}

/**
 * One cell (RFC 4180), always in quotes. What a spreadsheet would run as a formula has an apostrophe before it,
 * which shows it as text: whoever wrote the value must not act as whoever opens the file.
 */
export function csvCell(value: CsvValue): string {
  const text = textOf(value);
  const harmless = (FORMULA.test(text) && !NUMBER.test(text)) || /^[\t\r\n]/.test(text) ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
}

/** One line with its end. */
export const csvLine = (cells: readonly CsvValue[]): string => `${cells.map(csvCell).join(',')}\r\n`;
