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

/** So many forms of one output are remembered; what exceeds that has stood nowhere, which is no better. */
export const MOST_FORMS = 1500;

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

/** Texts and numbers in a value; JSON inside a text is taken apart as well, line by line. */
function* leavesOf(value: Json, depth = 0): Generator<string> {
  if (typeof value === 'number') yield String(value);
  else if (typeof value === 'string') yield* leavesOfText(value, depth);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      // Names stand in keys, too: whom a file is shared with.
      if (!Array.isArray(value)) yield key;
      yield* leavesOf(inner as Json, depth);
    }
  }
}

function* leavesOfText(text: string, depth: number): Generator<string> {
  const whole = depth < MOST_NESTING ? parsed(text) : undefined;
  if (whole !== undefined) {
    yield* leavesOf(whole, depth + 1);
    return;
  }
  let prose = '';
  for (const line of text.split('\n')) {
    const inner = depth < MOST_NESTING ? parsed(line) : undefined;
    if (inner === undefined) prose += `${line}\n`;
    else yield* leavesOf(inner, depth + 1);
  }
  yield prose;
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
    const own = new Set(identifiersIn([...leavesOf(args)].join('\n')));
    return new Map([['trusted', bounded(leavesOf(value), (form) => !own.has(form))]]);
  }
  const informing: string[] = [];
  const commanding: string[] = [];
  for (const leaf of leavesOf(value)) {
    for (const passage of passagesOf(leaf)) (isInstruction(passage) ? commanding : informing).push(passage);
  }
  return new Map<OutputKind, string[]>([
    ['instructed', bounded(commanding)],
    [pointsAt(purpose, args) ? 'pointed_at' : 'untrusted', bounded(informing)],
  ]);
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

/**
 * Whether the purpose points at what a call read: it holds one of the call's arguments word for word (the name
 * of a file, what was searched for). Numbers and days point at too much.
 */
function pointsAt(purpose: string, args: JsonObject): boolean {
  const words = ` ${plain(purpose).replace(/[^\p{L}\p{N}._@/-]+/gu, ' ')} `;
  return [...leavesOf(args)].some((leaf) => {
    const text = plain(leaf)
      .replace(/[^\p{L}\p{N}._@/-]+/gu, ' ')
      .trim();
    return (
      text.length >= 5 &&
      /\p{L}{3}/u.test(text) &&
      (words.includes(` ${text} `) || words.includes(` ${text}.`))
    );
  });
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
