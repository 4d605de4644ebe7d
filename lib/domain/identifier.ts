import type { Json } from './argument';

/**
 * What in a value says whom or what it means, in a form that is the same however it was written. A source
 * (a purpose, an output) is taken apart by `identifiersIn`, an argument by `identifiersOf`; two values mean the
 * same where their forms meet.
 */

// Each begins where a word begins, so that one that matches nothing is gone through once.
const MAIL = /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63})+/gu;
/** With a scheme or `www.`, or a host with a path. */
const ADDRESS =
  /(?<![\p{L}\p{N}.+-])(?:[a-z][a-z0-9+.-]{0,20}:\/\/|www\.)[^\s"'<>()[\]{}|\\^`]+|(?<![\p{L}\p{N}.-])(?:[\p{L}\p{N}-]+\.)+\p{L}{2,}\/[^\s"'<>()[\]{}|\\^`]*/giu;
/** An IBAN, whole or in groups, and other account numbers that begin like one. */
const ACCOUNT = /\b[a-z]{2}\d{2}(?:[ -]?[a-z0-9]{2,4}){2,8}\b/gi;
const NUMBER = /(?<![\p{L}\p{N}.,])[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?![\p{L}\p{N}]|[.,]\d)/gu;
const WORD = /[\p{L}\p{N}](?:[\p{L}\p{N}_.'-]*[\p{L}\p{N}_])?/gu;

/** Longer texts are no names: only what stands in them is looked at. */
const MOST_WORDS_OF_A_NAME = 6;
const MOST_CHARACTERS_OF_A_NAME = 120;
const FEWEST_CHARACTERS = 2;

/** Nothing that names anything is longer; what is would only cost time. */
const LONGEST_WORD = 400;
const withoutOverlong = (word: string): string => (word.length > LONGEST_WORD ? ' ' : word);

/** One spelling of a text: compatibility forms, case and white space do not tell values apart. */
export const plain = (text: string): string =>
  text.normalize('NFKC').toLowerCase().replace(/\S+/g, withoutOverlong).replace(/\s+/g, ' ').trim();

const TRAILING = /[.,;:!?'")\]]+$/;

/** An address without what does not change where it leads: scheme, `www.`, port, fragment, closing slash. */
function addressForms(address: string): { whole: string; host: string } {
  const bare = address
    .replace(TRAILING, '')
    .replace(/^[a-z][a-z0-9+.-]*:\/\//, '')
    .replace(/^www\./, '')
    .replace(/#.*$/, '');
  const [authority = '', ...rest] = bare.split(/(?=[/?])/);
  const host = authority.replace(/^.*@/, '').replace(/:\d+$/, '');
  return { whole: `${host}${rest.join('')}`.replace(/\/$/, ''), host };
}

const numberForm = (text: string): string => String(Number(text.replaceAll(',', '')));
const accountForm = (text: string): string => text.replace(/[ -]/g, '');
const matches = (text: string, pattern: RegExp): string[] => text.match(pattern) ?? [];
const isAccount = (text: string): boolean => accountForm(text).length >= 12;

/** The parts of a text that have a form of their own, each with all the forms in which it may be met. */
function* partsIn(text: string): Generator<string[]> {
  for (const mail of matches(text, MAIL)) yield [mail.replace(TRAILING, '')];
  for (const address of matches(text.replace(MAIL, ' '), ADDRESS)) {
    const { whole, host } = addressForms(address);
    if (host !== '') yield whole === host ? [host] : [whole, host];
  }
  for (const account of matches(text, ACCOUNT)) if (isAccount(account)) yield [accountForm(account)];
}

/** The words of a text: names, ids, file names, passwords. */
const wordsIn = (text: string): string[] =>
  matches(text, WORD).filter((word) => word.length >= FEWEST_CHARACTERS);

/** Every form in one piece of text, the most telling first. */
export function* identifiersIn(text: string): Generator<string> {
  const whole = plain(text);
  for (const forms of partsIn(whole)) yield* forms;
  if (isName(whole)) yield whole;
  for (const number of matches(whole, NUMBER)) yield numberForm(number);
  yield* wordsIn(whole);
}

const isName = (text: string): boolean =>
  text !== '' && text.length <= MOST_CHARACTERS_OF_A_NAME && text.split(' ').length <= MOST_WORDS_OF_A_NAME;

/**
 * One thing that an argument's value names. It is met in a source where one of `forms` is, or, for a name of
 * several words, where each of its `words` is.
 */
export type Identifier = { text: string; forms: readonly string[]; words: readonly string[] };

/** What is too long or too much to be looked at names something that has stood nowhere. */
const UNSEEN: Identifier = { text: '…', forms: [], words: [] };
const MOST_IDENTIFIERS = 500;
const MOST_CHARACTERS = 20_000;

/** All that a value names: a list item by item, a longer text by what has a form in it. Bounded. */
export function identifiersOf(value: Json): Identifier[] {
  const found: Identifier[] = [];
  collect(value, found);
  return found.length > MOST_IDENTIFIERS ? [...found.slice(0, MOST_IDENTIFIERS), UNSEEN] : found;
}

function collect(value: Json, found: Identifier[]): void {
  if (found.length > MOST_IDENTIFIERS) return;
  if (typeof value === 'number') found.push({ text: String(value), forms: [String(value)], words: [] });
  else if (typeof value === 'string') {
    if (value.length > MOST_CHARACTERS) found.push(UNSEEN);
    else found.push(...identifiersOfText(value));
  } else if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) collect(inner as Json, found);
  }
}

function identifiersOfText(text: string): Identifier[] {
  const whole = plain(text);
  const parts = [...partsIn(whole)].map((forms) => ({ text: forms[0] ?? whole, forms, words: [] }));
  if (parts.length > 0) return parts;
  if (!isName(whole)) return [];
  const numbers = matches(whole, NUMBER);
  if (numbers.length === 1 && numbers[0] === whole) {
    return [{ text: whole, forms: [numberForm(whole), whole], words: [] }];
  }
  const words = wordsIn(whole);
  return [{ text: whole, forms: [whole], words: words.length > 1 || words[0] !== whole ? words : [] }];
}

/** Whether a source knows what an identifier means. */
export const meets = ({ forms, words }: Identifier, has: (form: string) => boolean): boolean =>
  forms.some(has) || (words.length > 0 && words.every(has));
