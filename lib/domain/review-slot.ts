import { RRuleTemporal } from 'rrule-temporal';
import { Temporal } from 'temporal-polyfill';
import { type Refusal, refuse } from './refusal';

/** When something comes round: a rule of RFC 5545, read on the clock of a zone, counted from an instant. */
export type SlotRule = { rrule: string; timeZone: string; startsAt: Date };

/** What the cadence by tier looks at every day. */
export const DAILY = 'FREQ=DAILY';

const PARTS: ReadonlySet<string> = new Set([
  'FREQ',
  'INTERVAL',
  'COUNT',
  'UNTIL',
  'BYHOUR',
  'BYMINUTE',
  'BYDAY',
  'BYMONTHDAY',
  'BYYEARDAY',
  'BYWEEKNO',
  'BYMONTH',
  'BYSETPOS',
  'WKST',
]);
const FREQUENCIES: ReadonlySet<string> = new Set(['HOURLY', 'DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY']);
const MINUTE_MS = 60_000;
/** No zone has ever moved its clock by more than a day. */
const MOST_MOVED = { hours: 26 } as const;

/** Why a rule cannot be kept; null when it can, and comes round at least once after `after`. */
export function slotRuleRefusal(rule: SlotRule, after: Date): Refusal | null {
  const parts = partsOf(rule.rrule);
  const unknown = [...parts.keys()].find((name) => !PARTS.has(name));
  if (unknown !== undefined) return refuse('rrule', `\`${unknown}\` is no part of a rule that is kept here`);
  if (!FREQUENCIES.has(parts.get('FREQ') ?? '')) {
    return refuse('rrule', 'FREQ must be HOURLY, DAILY, WEEKLY, MONTHLY or YEARLY');
  }
  if (!isTimeZone(rule.timeZone)) return refuse('time_zone', 'is no zone of the IANA database');
  try {
    if (nextSlot(rule, after) !== null) return null;
  } catch (error) {
    return refuse('rrule', error instanceof Error ? error.message : 'is no rule of RFC 5545');
  }
  return refuse('rrule', 'comes round never again, or too rarely to be found');
}

export function isTimeZone(name: string): boolean {
  // Offsets are no zones: they know nothing of summer.
  if (!/^[A-Za-z][A-Za-z0-9_+/-]*$/.test(name)) return false;
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    return true;
  } catch {
    return false;
  }
}

/**
 * The first slot after an instant; null when there is none any more. A time that the clock skips is the first
 * instant after the gap, one that it shows twice is the first of the two. INVARIANT (once-per-slot): always
 * later than `after`, and the same wherever and whenever it is computed.
 */
export function nextSlot(rule: SlotRule, after: Date): Date | null {
  for (const slot of slotsAfter(rule, after)) return slot;
  return null;
}

/** The slots after an instant, one after the other. */
export function* slotsAfter({ rrule, timeZone, startsAt }: SlotRule, after: Date): Generator<Date> {
  const parts = partsOf(rrule);
  const until = untilOf(parts.get('UNTIL'), timeZone);
  // The rule is followed on the clock on the wall, as if there were no zones: only then is it looked up when
  // that clock shows what came out.
  const walls = new RRuleTemporal({
    rruleString: `RRULE:${textOf(parts)}`,
    dtstart: onTheWall(startsAt, timeZone).with({ second: 0, millisecond: 0 }).toZonedDateTime('UTC'),
    strict: true,
    temporal: Temporal,
  });
  let wall = onTheWall(after, timeZone).subtract(MOST_MOVED).toZonedDateTime('UTC');
  let last = after.getTime();
  for (;;) {
    const next = nextWall(walls, new Date(wall.epochMilliseconds));
    if (next === null) return;
    wall = next;
    const slot = instantOf(next.toPlainDateTime(), timeZone);
    if (until !== null && slot > until) return;
    // Several times within a gap are one instant.
    if (slot <= last) continue;
    last = slot;
    yield new Date(slot);
  }
}

function nextWall(walls: RRuleTemporal, after: Date): Temporal.ZonedDateTime | null {
  try {
    return walls.next(after) as Temporal.ZonedDateTime | null;
  } catch {
    // It gives up after so many steps without finding anything.
    return null;
  }
}

const onTheWall = (at: Date, timeZone: string): Temporal.PlainDateTime =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone).toPlainDateTime();

function instantOf(wall: Temporal.PlainDateTime, timeZone: string): number {
  const earlier = wall.toZonedDateTime(timeZone, { disambiguation: 'earlier' });
  if (earlier.toPlainDateTime().equals(wall)) return earlier.epochMilliseconds;
  return earlier.getTimeZoneTransition('next')?.epochMilliseconds ?? earlier.epochMilliseconds;
}

/** The rule's parts, without the end: that is an instant, and is held against instants. */
function partsOf(rrule: string): Map<string, string> {
  const text = rrule
    .trim()
    .toUpperCase()
    .replace(/^RRULE:/, '');
  return new Map(
    text
      .split(';')
      .filter((part) => part !== '')
      .map((part) => {
        const [name = '', ...value] = part.split('=');
        return [name, value.join('=')];
      }),
  );
}

const textOf = (parts: ReadonlyMap<string, string>): string =>
  [...parts]
    .filter(([name]) => name !== 'UNTIL')
    .map(([name, value]) => `${name}=${value}`)
    .join(';');

const UNTIL = /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})(Z)?)?$/;

/** The last instant at which a slot may be: a day without a time is meant whole. */
function untilOf(text: string | undefined, timeZone: string): number | null {
  if (text === undefined) return null;
  const found = UNTIL.exec(text);
  if (found === null) throw new Error('UNTIL must be a day, or a day and time');
  const [, year, month, day, hour = '23', minute = '59', second = '59', isUtc] = found;
  const wall = Temporal.PlainDateTime.from(
    {
      year: Number(year),
      month: Number(month),
      day: Number(day),
      hour: Number(hour),
      minute: Number(minute),
      second: Number(second),
    },
    { overflow: 'reject' },
  );
  return wall.toZonedDateTime(isUtc === 'Z' ? 'UTC' : timeZone, { disambiguation: 'later' })
    .epochMilliseconds;
}

/** The slots that have passed since one that did not fire: the last is caught up, those before it were missed. */
export function dueSlots(
  rule: SlotRule,
  first: Date,
  now: Date,
  most: number,
): { due: Date; missed: Date[]; next: Date | null } {
  const passed = [first];
  for (const slot of slotsAfter(rule, first)) {
    if (slot > now)
      return { due: passed.at(-1) ?? first, missed: passed.slice(0, -1).slice(-most), next: slot };
    passed.push(slot);
  }
  return { due: passed.at(-1) ?? first, missed: passed.slice(0, -1).slice(-most), next: null };
}

/** The next time the clock in a zone shows an hour, as a beginning for a rule. */
export function nextWallHour(after: Date, timeZone: string, hour: number): Date {
  const day = onTheWall(after, timeZone).with({
    hour,
    minute: 0,
    second: 0,
    millisecond: 0,
    microsecond: 0,
    nanosecond: 0,
  });
  const today = instantOf(day, timeZone);
  return new Date(today > after.getTime() ? today : instantOf(day.add({ days: 1 }), timeZone));
}

/** `2026-03-29 09:00 (UTC+02:00)`: what the clock in a zone shows. */
export function wallText(at: Date, timeZone: string): string {
  const there = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone);
  const { year, month, day, hour, minute, offset } = there;
  const two = (n: number) => String(n).padStart(2, '0');
  return `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)} (UTC${offset === '+00:00' ? '' : offset})`;
}

/** To the minute: a slot is the same key for everybody. */
export const wholeMinute = (at: Date): Date => new Date(Math.floor(at.getTime() / MINUTE_MS) * MINUTE_MS);
