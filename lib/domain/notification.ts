import type { RiskTier } from './risk-tier';

/** What is told, by what happened. Other events of the outbox are told to nobody. */
export const NOTIFICATION_KINDS = [
  'escalation.created',
  'escalation.half_time',
  'escalation.reassigned',
  'escalation.approval_given',
  'escalation.approved',
  'escalation.denied',
  'escalation.withdrawn',
  'escalation.expired',
  'escalation.glass_broken',
  'escalation.unanswerable',
  'agent.ownership_proposed',
  'stop.created',
  'review.opened',
  'review.reminder',
  'review.overdue',
  'review.silence',
  'review.closed',
  'review.reassigned',
] as const;
export type NotificationKind = (typeof NOTIFICATION_KINDS)[number];
/** Also what a channel is tried with. */
export type ToldKind = NotificationKind | 'channel.test';

export const isNotificationKind = (kind: string): kind is NotificationKind =>
  (NOTIFICATION_KINDS as readonly string[]).includes(kind);

/** What a person can wish not to be told. */
export const TOPICS = ['question', 'answer', 'problem', 'ownership', 'stop', 'review'] as const;
export type Topic = (typeof TOPICS)[number];

const TOPIC_OF: Record<NotificationKind, Topic> = {
  'escalation.created': 'question',
  'escalation.half_time': 'question',
  'escalation.reassigned': 'question',
  'escalation.approval_given': 'question',
  'escalation.approved': 'answer',
  'escalation.denied': 'answer',
  'escalation.withdrawn': 'answer',
  'escalation.expired': 'answer',
  'escalation.glass_broken': 'problem',
  'escalation.unanswerable': 'problem',
  'agent.ownership_proposed': 'ownership',
  'stop.created': 'stop',
  'review.opened': 'review',
  'review.reminder': 'review',
  'review.overdue': 'review',
  'review.silence': 'review',
  'review.closed': 'review',
  'review.reassigned': 'review',
};
export const topicOf = (kind: NotificationKind): Topic => TOPIC_OF[kind];

/** Something waits for whoever is told: when it no longer waits, it is not sent. */
export const asks = (kind: string): boolean =>
  isNotificationKind(kind) &&
  (TOPIC_OF[kind] === 'question' ||
    kind === 'escalation.unanswerable' ||
    (TOPIC_OF[kind] === 'review' && kind !== 'review.closed'));
/** Says that what was asked needs nobody any more. */
export const answers = (kind: string): boolean => isNotificationKind(kind) && TOPIC_OF[kind] === 'answer';

/** A part of every day in which somebody is not to be woken, in minutes after their midnight. */
export type QuietHours = { from: number; until: number; timeZone: string };

/** How somebody wants to be told. */
export type Wishes = {
  topicsOff: readonly string[];
  email: boolean;
  quiet: QuietHours | null;
};
export const NO_WISHES: Wishes = { topicsOff: [], email: true, quiet: null };

/** What everybody concerned is told at any hour, whatever they wish: somebody acted alone, past all others. */
const isAlarm = (kind: NotificationKind): boolean => kind === 'escalation.glass_broken';

/** Whether it breaks through quiet hours. */
export const breaksQuiet = (kind: NotificationKind, tier: RiskTier | null): boolean =>
  isAlarm(kind) || (tier === 'critical' && TOPIC_OF[kind] !== 'answer');

/** Whether somebody is told by this channel of people at all. */
export function isWanted(kind: NotificationKind, channel: 'in_app' | 'email', wishes: Wishes): boolean {
  if (isAlarm(kind)) return true;
  if (wishes.topicsOff.includes(TOPIC_OF[kind])) return false;
  return channel === 'in_app' || wishes.email;
}

/** Whether a channel of nobody in particular takes this. What it has asked, it also hears the answer of. */
export function isSubscribed(
  channel: { kinds: readonly string[]; tiers: readonly string[]; groupId: string | null },
  told: { kind: NotificationKind; tier: RiskTier | null; groupId: string | null },
): boolean {
  if (!channel.kinds.includes(told.kind)) return false;
  if (told.tier !== null && channel.tiers.length > 0 && !channel.tiers.includes(told.tier)) return false;
  return channel.groupId === null || channel.groupId === told.groupId;
}

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;

/** Minutes after midnight, on the clock of a place. */
export function minuteOfDay(at: Date, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value ?? 0);
  return part('hour') * 60 + part('minute');
}

const isWithin = (minute: number, { from, until }: QuietHours): boolean =>
  from < until ? from <= minute && minute < until : minute >= from || minute < until;

/** When the quiet hours end in which `at` lies; null when it lies in none. A day may have 23 or 25 hours. */
export function quietUntil(at: Date, quiet: QuietHours): Date | null {
  const minute = minuteOfDay(at, quiet.timeZone);
  if (!isWithin(minute, quiet)) return null;
  const left = (quiet.until - minute + DAY_MINUTES) % DAY_MINUTES;
  const wholeMinute = Math.floor(at.getTime() / MINUTE_MS) * MINUTE_MS;
  const guess = new Date(wholeMinute + left * MINUTE_MS);
  // Where the clock was put on or back in between, the guess is off by as much.
  const off =
    ((minuteOfDay(guess, quiet.timeZone) - quiet.until + DAY_MINUTES * 1.5) % DAY_MINUTES) - DAY_MINUTES / 2;
  const end = new Date(guess.getTime() - off * MINUTE_MS);
  return end > at ? end : guess;
}

/**
 * When somebody is to be told by e-mail: at once, or after a while in which they may have seen it elsewhere, and
 * not in their quiet hours unless it cannot wait.
 */
export function emailDueAt(
  told: { kind: NotificationKind; tier: RiskTier | null; delaySeconds: number },
  quiet: QuietHours | null,
  now: Date,
): Date {
  const canWait = told.kind === 'escalation.created' && told.tier !== 'high' && told.tier !== 'critical';
  const wanted = canWait ? new Date(now.getTime() + told.delaySeconds * 1000) : now;
  if (quiet === null || breaksQuiet(told.kind, told.tier)) return wanted;
  return quietUntil(wanted, quiet) ?? wanted;
}

/** How long nobody else takes a delivery that is being sent: longer than any way of sending takes. */
export const SENDING_SECONDS = 30;

const PAUSES_SECONDS = [5, 30, 120, 600, 1800, 3600, 7200];
/** Then it has failed, and somebody has to look. */
export const MOST_TRIES = PAUSES_SECONDS.length + 1;

/** When to try again after so many tries. */
export function retryAt(attempts: number, now: Date): Date {
  const pause = PAUSES_SECONDS[Math.min(attempts, PAUSES_SECONDS.length) - 1] ?? PAUSES_SECONDS[0] ?? 5;
  return new Date(now.getTime() + pause * 1000);
}

/** From when on others are asked too: half of the time to decide has passed. */
export const halfTime = (requestedAt: Date, expiresAt: Date): Date =>
  new Date(requestedAt.getTime() + (expiresAt.getTime() - requestedAt.getTime()) / 2);

/** Whether the time zone is one that this system knows. */
export function isTimeZone(text: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
