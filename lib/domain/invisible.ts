/**
 * Characters that a screen does not show, or that change the order in which it shows others: format and bidi
 * controls, tags, variation selectors, blanks that are no space, and control characters. Whoever approves a text
 * must see that they are there.
 */
const INVISIBLE =
  /\p{Cf}|\p{Zl}|\p{Zp}|[\u007f-\u009f\u115f\u1160\u2800\u3164\uffa0]|\u034f|[\u17b4\u17b5]|[\u180b-\u180f]|[\ufe00-\ufe0f]|[\u{e0100}-\u{e01ef}]|(?! )\p{Zs}/gu;

const NAMES: ReadonlyMap<number, string> = new Map([
  [0x00a0, 'no-break space'],
  [0x00ad, 'soft hyphen'],
  [0x200b, 'zero-width space'],
  [0x200c, 'zero-width non-joiner'],
  [0x200d, 'zero-width joiner'],
  [0x200e, 'left-to-right mark'],
  [0x200f, 'right-to-left mark'],
  [0x202a, 'left-to-right embedding'],
  [0x202b, 'right-to-left embedding'],
  [0x202c, 'end of direction'],
  [0x202d, 'left-to-right override'],
  [0x202e, 'right-to-left override'],
  [0x2028, 'line separator'],
  [0x2029, 'paragraph separator'],
  [0x2060, 'word joiner'],
  [0x2066, 'left-to-right isolate'],
  [0x2067, 'right-to-left isolate'],
  [0x2068, 'first-strong isolate'],
  [0x2069, 'end of isolate'],
  [0xfeff, 'byte order mark'],
]);

/** `U+202E right-to-left override` */
export function nameOfCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const name = NAMES.get(code);
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}${name === undefined ? '' : ` ${name}`}`;
}

/** A text in pieces: as it is, and each character that cannot be seen by itself. */
export function piecesOf(text: string): { text: string; isInvisible: boolean }[] {
  const pieces: { text: string; isInvisible: boolean }[] = [];
  let from = 0;
  for (const match of text.matchAll(INVISIBLE)) {
    if (match.index > from) pieces.push({ text: text.slice(from, match.index), isInvisible: false });
    pieces.push({ text: match[0], isInvisible: true });
    from = match.index + match[0].length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from), isInvisible: false });
  return pieces;
}

/** How many characters of a text cannot be seen. */
export const countInvisible = (text: string): number => text.match(INVISIBLE)?.length ?? 0;
