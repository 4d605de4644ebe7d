export type Position = { line: number; column: number };

/**
 * Where a byte of the text's UTF-8 stands: line and column from 1, columns in characters as editors count
 * them (UTF-16 units). Cedar tells its errors by bytes.
 */
export function positionAt(text: string, byteOffset: number): Position {
  let bytes = 0;
  let line = 1;
  let lineStart = 0;
  let at = 0;
  while (at < text.length && bytes < byteOffset) {
    const code = text.codePointAt(at) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    at += code < 0x10000 ? 1 : 2;
    if (code === 0x0a) {
      line += 1;
      lineStart = at;
    }
  }
  return { line, column: at - lineStart + 1 };
}
