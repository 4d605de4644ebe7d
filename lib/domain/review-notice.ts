import type { Notice } from './notice';
import type { ToldKind } from './notification';
import type { ScheduleSilence } from './review';
import { RISK_TIERS, type RiskTier } from './risk-tier';

/** What is told of an access review: one message a person and campaign, however many items wait for them. */
export type ToldReview = {
  about: 'review';
  campaignName: string;
  endsAt: Date;
  /** When silence speaks. */
  silenceAt: Date;
  onSilence: ScheduleSilence;
  /** What still waits: for the one who is told, or for anybody where the reader is asked for nothing. */
  open: Readonly<Partial<Record<RiskTier, number>>>;
  /** Whether `open` is the reader’s own. */
  isOwn: boolean;
  /** All items of the campaign, and of these the ones about which nobody has anything left to say. */
  items: number;
  done: number;
};

/** How a notice writes texts of others and instants. */
type Writing = { line: (text: string) => string; instant: (at: Date) => string };

const TITLES: Partial<Record<ToldKind, (name: string, told: ToldReview) => string>> = {
  'review.opened': (name, told) =>
    told.isOwn ? `An access review asks you: ${name}` : `An access review has begun: ${name}`,
  'review.reassigned': (name) => `You were asked to review: ${name}`,
  'review.reminder': (name, told) =>
    told.isOwn ? `Still yours to review: ${name}` : `Still to be reviewed: ${name}`,
  'review.overdue': (name) => `Overdue: ${name}`,
  'review.silence': (name) => `Silence speaks soon: ${name}`,
  'review.closed': (name) => `Closed: ${name}`,
};

const SILENCE_SAYS: Readonly<Record<ScheduleSilence, string>> = {
  keep: 'is kept as it is',
  revoke: 'is revoked',
  recommendation: 'follows its recommendation, which may revoke or narrow it',
  byTier: 'goes by its tier: kept, revoked, or as recommended',
};

const countOf = (open: ToldReview['open']): number =>
  RISK_TIERS.reduce((sum, tier) => sum + (open[tier] ?? 0), 0);

/** `12 items, of them 2 critical and 3 high`: the gravest first, and only those that are decided one by one. */
function waitingText(open: ToldReview['open']): string {
  const count = countOf(open);
  const grave = (['critical', 'high'] as const).flatMap((tier) => {
    const of = open[tier] ?? 0;
    return of === 0 ? [] : [`${of} ${tier}`];
  });
  const items = count === 1 ? '1 item' : `${count} items`;
  return grave.length === 0 ? items : `${items}, of them ${grave.join(' and ')}`;
}

/** What is told of one campaign, to one reader. */
export function noticeOfReview(kind: ToldKind, told: ToldReview, href: string, write: Writing): Notice {
  const name = write.line(told.campaignName);
  const isClosed = kind === 'review.closed';
  const open = countOf(told.open);
  const until = kind === 'review.overdue' || kind === 'review.silence' ? told.silenceAt : told.endsAt;
  return {
    title: TITLES[kind]?.(name, told) ?? `News of the access review ${name}`,
    facts: [
      { label: 'Review', value: name },
      ...(isClosed
        ? [{ label: 'Done', value: `${told.done} of ${told.items}` }]
        : [
            { label: told.isOwn ? 'Yours' : 'Open', value: waitingText(told.open) },
            { label: 'Until', value: write.instant(until) },
          ]),
    ],
    sentences: isClosed
      ? ['Its report says what was decided, by whom, and what came of it.']
      : [
          ...(kind === 'review.overdue' ? ['Its time is over; it can still be decided.'] : []),
          `What nobody has decided by ${write.instant(told.silenceAt)} ${SILENCE_SAYS[told.onSilence]}.`,
        ],
    link: {
      href,
      text: isClosed
        ? 'See what came of it'
        : told.isOwn && open > 0
          ? 'Review your items'
          : 'Look at the review',
    },
  };
}
