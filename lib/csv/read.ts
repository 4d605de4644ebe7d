import { CsvError, parse } from 'csv-parse/sync';

/** A line of a file: where it begins, from 1, and its cells. */
export type CsvRow = { line: number; cells: string[] };

const MAX_CELL = 20_000;
/** What `csvCell` has put an apostrophe before, so that a file that was written here is read as it was meant. */
const DEFUSED = /^'(?=[\s\p{Cc}\p{Cf}]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|[\t\r\n])/u;

type Read = { record: string[]; raw: string; info: { lines: number } };

/**
 * Reads a file of comma separated values (RFC 4180), also one whose cells are parted by semicolons or tabs, as
 * spreadsheets write them where the comma is in numbers. Empty lines are left out. Answers why not, in one
 * sentence, when the file is none.
 */
export function readCsv(text: string): CsvRow[] | { problem: string } {
  try {
    // One kind of line break, or a line would be counted twice.
    const rows = parse(text.replaceAll('\r\n', '\n'), {
      bom: true,
      delimiter: delimiterOf(text),
      info: true,
      max_record_size: 8 * MAX_CELL,
      raw: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as Read[];
    return rows
      .map(({ record, raw, info }) => ({
        line: info.lines - breaksIn(raw),
        cells: record.map((cell) => cell.replace(DEFUSED, '')),
      }))
      .filter(({ cells }) => cells.some((cell) => cell !== ''));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return { problem: `it is no CSV file: ${error.message}` };
  }
}

/** The line that a record ends on says where it began, once its own line breaks are taken off. */
const breaksIn = (raw: string): number => raw.replace(/^\n+|\n+$/g, '').match(/\n/g)?.length ?? 0;

function delimiterOf(text: string): string {
  const [head = ''] = text.split(/\r?\n/, 1);
  return [',', ';', '\t'].find((delimiter) => head.includes(delimiter)) ?? ',';
}
