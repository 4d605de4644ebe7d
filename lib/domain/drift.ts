import type { ActionClass } from './action-class';
import type { Json, JsonObject } from './argument';
import { plain } from './identifier';
import { type ArgumentOrigin, type KnownValues, originsOf } from './provenance';
import type { RiskTier } from './risk-tier';

/**
 * How far a call drifts from what its task was opened for, in hundredths: 0 is what the purpose speaks of, 100
 * what nothing in it asks for.
 *
 *   weight of the class x (1 - what grounds it)
 *
 * A call is grounded by 100 where the purpose has a word for its class of action or holds one of the values
 * that it acts on, and by 100/n where the task declared n classes and this is one of them. Where a value that
 * it acts on stands only in a passage that told the agent what to do, it drifts by 100 whatever grounds it. The
 * drift of a task is the sum over the calls that were let through.
 */

/** What harm an unasked action of a class does: what cannot be undone, or leaves, weighs whole. */
const WEIGHT: Record<ActionClass, number> = {
  read: 0,
  write: 50,
  delete: 100,
  execute: 100,
  send: 100,
  admin: 100,
};

/** Beginnings of words for each class, in the languages that purposes are mostly written in. */
const WORDS: Record<ActionClass, RegExp> = {
  read: /^/,
  write: stems(
    'add creat writ updat chang edit append insert mak sav set schedul reschedul book plan prepar draft fill correct fix adjust renam mov cop upload record log register complet',
    'erstell schreib änder hinzufüg aktualis anleg speicher plan verschieb',
    'ajout cré écri modifi chang planifi enregistr',
    'añad cre escrib actualiz cambi modific program guard',
  ),
  delete: stems(
    'delet remov eras clean clear cancel drop purg discard archiv dispos trash wip unsubscrib unshar',
    'lösch entfern stornier bereinig aufräum',
    'supprim effac annul nettoy enlev retir',
    'borr elimin cancel limpi quit',
  ),
  execute: stems(
    'run execut start launch deploy trigger build test restart install call invok process',
    'ausführ start installier ausroll',
    'exécut lanc démarr déploy',
    'ejecut lanz inici despleg',
  ),
  send: stems(
    'send sent e-mail email mail messag forward repl respond answer shar invit notif tell inform contact post publish pay payment transfer refund remit wir donat deliver submit order buy purchas',
    'send schick antwort überweis zahl bezahl teil einlad benachrichtig mitteil rechnung',
    'envo répon pay vir partag invit rembours transf',
    'envi respond pag transf compart invit reembols',
  ),
  admin: stems(
    'admin password grant permission role access account user setting configur enabl disabl invit reset provision onboard offboard',
    'passwort recht rolle konto zugang einstell freigeb',
    'mot droit rôle compte accès paramètr',
    'contraseña permiso rol cuenta acceso ajuste',
  ),
};

function stems(...lists: string[]): RegExp {
  return new RegExp(`(?<!\\p{L})(?:${lists.join(' ').split(' ').join('|')})`, 'iu');
}

/** A call's drift and that of its task with it, in hundredths. */
export type Drift = { own: number; accumulated: number };
export const NO_DRIFT: Drift = { own: 0, accumulated: 0 };

/** From which drift on a person is asked: of one call, and of all together. */
export const DRIFT_LIMITS: Readonly<Record<RiskTier, Drift>> = {
  low: { own: 100, accumulated: 500 },
  moderate: { own: 80, accumulated: 300 },
  high: { own: 50, accumulated: 200 },
  critical: { own: 25, accumulated: 100 },
};

/** What of a call and its task the measure looks at. */
export type Measured = {
  tool: { actionClass: ActionClass; sensitiveArguments: readonly string[] };
  arguments: JsonObject;
  declared: readonly ActionClass[];
  known: KnownValues;
};

/** A name by its form: an address, an account, an id, or words that all begin with a capital. */
const isProper = (value: Json | undefined): boolean =>
  typeof value === 'string' && (/[\d_@/]|\w\.\w/.test(value) || /^\p{Lu}\S*(?:\s+\p{Lu}\S*)*$/u.test(value));

/** A text that long is content, and names nothing by itself. */
const isLong = (value: Json | undefined): boolean => typeof value === 'string' && value.length > 1000;

/** Too short a number or word is in every text. */
const isTelling = ({ text }: ArgumentOrigin): boolean => text.length >= 4;

export function driftOf({ tool, arguments: args, declared, known }: Measured): number {
  const { actionClass, sensitiveArguments } = tool;
  const whole = WEIGHT[actionClass];
  if (whole === 0) return 0;
  // What a call acts on is in its sensitive arguments; where the tool has none, it may be in any.
  const paths =
    sensitiveArguments.length > 0
      ? sensitiveArguments
      : Object.keys(args).filter((name) => !isLong(args[name]));
  const origins = originsOf(paths, args, [], known).filter(isTelling);
  const isMeant = ({ path, text }: ArgumentOrigin): boolean =>
    sensitiveArguments.length > 0 || isProper(text) || isProper(args[path]);
  if (origins.some((one) => one.origin === 'instructed' && isMeant(one))) return 100;
  if (origins.some(({ origin }) => origin === 'purpose') || WORDS[actionClass].test(plain(known.purpose)))
    return 0;
  // A tool that could reach somebody, and here reaches nobody, only changes something.
  const weight =
    sensitiveArguments.length > 0 && origins.length === 0 ? Math.min(whole, WEIGHT.write) : whole;
  const share = declared.includes(actionClass) ? 1 / declared.length : 0;
  return Math.round(weight * (1 - share));
}
