import { argumentAt, type Json, type JsonObject, keepsRule } from './argument';
import { type Identifier, identifiersIn, identifiersOf, meets, plain } from './identifier';
import { isInstruction, passagesOf } from './instruction';
import type { RiskTier } from './risk-tier';
import type { ArgumentRule, Scope } from './scope';

/**
 * Where what an argument names has stood, most trusted first: in an allow-list of the scope, in the task's
 * purpose, in trusted output; in untrusted output that the purpose points at, in other untrusted output, in a
 * passage of untrusted output that tells its reader what to do; or nowhere that the task has looked.
 */
export const ORIGINS = [
  'allow_list',
  'purpose',
  'trusted',
  'pointed_at',
  'untrusted',
  'instructed',
  'nowhere',
] as const;
export type Origin = (typeof ORIGINS)[number];

/** The kinds of output whose values a task remembers, as hashes. */
export const OUTPUT_KINDS = ['trusted', 'pointed_at', 'untrusted', 'instructed'] as const;
export type OutputKind = (typeof OUTPUT_KINDS)[number];

/** What a task knows of values. */
export type KnownValues = {
  /** What the person asked for: the purpose, or that of the first task where this one was delegated. */
  purpose: string;
  inPurpose: (form: string) => boolean;
  hasStood: (kind: OutputKind, form: string) => boolean;
};

/** One value of one sensitive argument, with where it stems from. */
export type ArgumentOrigin = { path: string; text: string; origin: Origin };

/** So much of one output is looked at, and remembered: what is beyond has stood nowhere, which is no better. */
export const MOST_FORMS = 1500;
const MOST_CHARACTERS = 100_000;
const MOST_PASSAGES = 4000;

/** The forms that stand in a task's purpose. */
export const formsOfPurpose = (purpose: string): ReadonlySet<string> => new Set(identifiersIn(purpose));

/** The values of a task that has seen no output. */
export function knownFromPurpose(purpose: string): KnownValues {
  let forms: ReadonlySet<string> | null = null;
  const inPurpose = (form: string): boolean => {
    forms ??= formsOfPurpose(purpose);
    return forms.has(form);
  };
  return { purpose, inPurpose, hasStood: () => false };
}

// ------------------------------------------------------------------------------------------ remembering

/** A call's output, with what makes it one or the other kind. */
export type Output = {
  value: Json;
  isUntrusted: boolean;
  /** The arguments of the call: what only echoes them vouches for nothing. */
  arguments: JsonObject;
  purpose: string;
};

/** A text or number in a value, with the entry of a list that it belongs to; null in prose. */
type Leaf = { text: string; entry: object | null };

/** Texts and numbers in a value; JSON inside a text is taken apart as well, line by line. */
function* leavesOf(value: Json, entry: object | null = null, depth = 0): Generator<Leaf> {
  if (typeof value === 'number') yield { text: String(value), entry };
  else if (typeof value === 'string') yield* leavesOfText(value, entry, depth);
  else if (Array.isArray(value)) {
    for (const inner of value) yield* leavesOf(inner, isEntry(inner) ? inner : entry, depth);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      // Names stand in keys, too: whom a file is shared with.
      yield { text: key, entry: null };
      yield* leavesOf(inner, entry ?? value, depth);
    }
  }
}
const isEntry = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function* leavesOfText(text: string, entry: object | null, depth: number): Generator<Leaf> {
  const whole = depth < MOST_NESTING ? parsed(text) : undefined;
  if (whole !== undefined) {
    yield* leavesOf(whole, entry, depth + 1);
    return;
  }
  let prose = '';
  for (const line of text.split('\n')) {
    const inner = depth < MOST_NESTING ? parsed(line) : undefined;
    if (inner === undefined) prose += `${line}\n`;
    else yield* leavesOf(inner, entry, depth + 1);
  }
  yield { text: prose, entry };
}
const MOST_NESTING = 3;

/** The object or list that a text holds; undefined when it is anything else. */
function parsed(text: string): Json | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/**
 * The forms that an output makes known, by kind, bounded. An untrusted output is parted: what stands in
 * a passage that tells its reader what to do is `instructed`, whatever else it stands in.
 */
export function formsOfOutput({
  value,
  isUntrusted,
  arguments: args,
  purpose,
}: Output): Map<OutputKind, string[]> {
  if (!isUntrusted) {
    const own = new Set(identifiersIn(textsOf(args).join('\n').slice(0, MOST_CHARACTERS)));
    const texts = cut(leavesOf(value)).leaves.map(({ text }) => text);
    return new Map([['trusted', bounded(texts, (form) => !own.has(form))]]);
  }
  const { leaves, isCut } = cut(leavesOf(value));
  const pointedAt = entriesPointedAt(purpose, leaves);
  const isAllPointedAt = textsOf(args).some((text) => isNamed(purpose, text, 5));
  const texts: Record<'instructed' | 'pointed_at' | 'untrusted', string[]> = {
    instructed: [],
    pointed_at: [],
    untrusted: [],
  };
  let passages = 0;
  for (const { text, entry } of leaves) {
    const isPointedAt = isAllPointedAt || (entry !== null && pointedAt.has(entry));
    for (const passage of passagesOf(text)) {
      passages += 1;
      texts[isInstruction(passage) ? 'instructed' : isPointedAt ? 'pointed_at' : 'untrusted'].push(passage);
    }
    if (passages > MOST_PASSAGES) break;
  }
  // A command may stand in what was not looked at.
  const isWhole = !isCut && passages <= MOST_PASSAGES;
  return new Map<OutputKind, string[]>([
    ['instructed', bounded(texts.instructed)],
    ['pointed_at', isWhole ? bounded(texts.pointed_at) : []],
    ['untrusted', bounded(isWhole ? texts.untrusted : [...texts.pointed_at, ...texts.untrusted])],
  ]);
}

const textsOf = (value: Json): string[] => [...leavesOf(value)].map(({ text }) => text);

/** The leaves up to a number of characters in all, and whether those are all. */
function cut(all: Iterable<Leaf>): { leaves: Leaf[]; isCut: boolean } {
  const leaves: Leaf[] = [];
  let left = MOST_CHARACTERS;
  for (const leaf of all) {
    if (leaf.text.length > left || leaves.length >= MOST_PASSAGES) {
      leaves.push({ ...leaf, text: leaf.text.slice(0, left) });
      return { leaves, isCut: true };
    }
    left -= leaf.text.length;
    leaves.push(leaf);
  }
  return { leaves, isCut: false };
}

function bounded(texts: Iterable<string>, keeps: (form: string) => boolean = () => true): string[] {
  const forms = new Set<string>();
  for (const text of texts) {
    for (const form of identifiersIn(text)) {
      if (keeps(form)) forms.add(form);
      if (forms.size >= MOST_FORMS) return [...forms];
    }
  }
  return [...forms];
}

const LONGEST_NAME = 300;
/** Words of state stand in every entry, and point at none. */
const ORDINARY =
  /^(?:sent|received|drafts?|read|unread|open|closed|active|inactive|confirmed|pending|done|true|false|yes|none|null|you|all|users?|admin|files?|emails?|messages?|events?|today|tomorrow)$/;

const inWords = (text: string): string =>
  plain(text)
    .replace(/[^\p{L}\p{N}._@/-]+/gu, ' ')
    .trim();

/** Whether the purpose holds a text word for word. Numbers and days point at too much. */
function isNamed(purpose: string, text: string, fewest: number): boolean {
  if (text.length < fewest || text.length > LONGEST_NAME) return false;
  const words = inWords(text);
  if (words.length < fewest || !/\p{L}{3}/u.test(words) || ORDINARY.test(words)) return false;
  const asked = ` ${inWords(purpose)} `;
  return asked.includes(` ${words} `) || asked.includes(` ${words}.`);
}

/**
 * The entries that the purpose points at: it holds one of their values word for word, whom a message is from or
 * what a meeting is called. What was searched for, or the name of the file, points at a whole output.
 */
function entriesPointedAt(purpose: string, leaves: readonly Leaf[]): ReadonlySet<object> {
  const found = new Set<object>();
  for (const { text, entry } of leaves) {
    if (entry !== null && !found.has(entry) && isNamed(purpose, text, 3)) found.add(entry);
  }
  return found;
}

// ------------------------------------------------------------------------------------------ asking

/** The rules by which a scope lists what an argument may be. A pattern for everything lists nothing. */
function isAllowListed(scopes: readonly Scope[], path: string, value: Json): boolean {
  return scopes.some(({ arguments: rules }) => {
    const rule = rules[path];
    return rule !== undefined && listsValues(rule) && keepsRule(rule, value);
  });
}
const listsValues = ({ in: listed, pattern }: ArgumentRule): boolean =>
  listed !== undefined || (pattern !== undefined && !/^\*{1,2}$/.test(pattern));

/** In the order in which they are believed: a command taints what is information elsewhere. */
const BELIEVED: readonly OutputKind[] = ['trusted', 'instructed', 'pointed_at', 'untrusted'];

function originOf(one: Identifier, known: KnownValues): Origin {
  if (meets(one, known.inPurpose)) return 'purpose';
  return BELIEVED.find((kind) => meets(one, (form) => known.hasStood(kind, form))) ?? 'nowhere';
}

/**
 * Where each value of a call's sensitive arguments stems from. An argument that is not there has none, and a
 * text that names nothing has none either.
 */
export function originsOf(
  paths: readonly string[],
  args: JsonObject,
  scopes: readonly Scope[],
  known: KnownValues,
): ArgumentOrigin[] {
  return paths.flatMap((path) => {
    const value = argumentAt(args, path);
    if (value === undefined) return [];
    const isListed = isAllowListed(scopes, path, value);
    return identifiersOf(value).map((one): ArgumentOrigin => {
      return { path, text: one.text, origin: isListed ? 'allow_list' : originOf(one, known) };
    });
  });
}

/**
 * Which origins vouch for a value, by tier. A person who points at a document has chosen what it says; from
 * `high` on that is not enough.
 */
export const vouches = (origin: Origin, tier: RiskTier): boolean =>
  origin === 'allow_list' ||
  origin === 'purpose' ||
  origin === 'trusted' ||
  (origin === 'pointed_at' && (tier === 'low' || tier === 'moderate'));

const ORIGIN_WORDS: Record<Origin, string> = {
  allow_list: 'is listed in the scope',
  purpose: 'stands in the task’s purpose',
  trusted: 'stood in trusted output',
  pointed_at: 'stood in untrusted output that the purpose names',
  untrusted: 'stood only in untrusted output',
  instructed: 'stood in untrusted output that told the agent what to do',
  nowhere: 'stands neither in the purpose nor in any output, after untrusted content was taken in',
};

/** A value of a sensitive argument and where it stems from, as people read it. */
export const originInWords = ({ path, text, origin }: ArgumentOrigin): string =>
  `${path} \`${text.length > 80 ? `${text.slice(0, 80)}…` : text}\` ${ORIGIN_WORDS[origin]}`;
