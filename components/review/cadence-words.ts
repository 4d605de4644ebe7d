import type { ReviewCadence } from '@/lib/contract/review-schedule';
import { EVENT_WORDS } from './review-words';

const UNITS: Record<string, [one: string, many: string]> = {
  HOURLY: ['hour', 'hours'],
  DAILY: ['day', 'days'],
  WEEKLY: ['week', 'weeks'],
  MONTHLY: ['month', 'months'],
  YEARLY: ['year', 'years'],
};
const DAYS: Record<string, string> = {
  MO: 'Monday',
  TU: 'Tuesday',
  WE: 'Wednesday',
  TH: 'Thursday',
  FR: 'Friday',
  SA: 'Saturday',
  SU: 'Sunday',
};
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const KNOWN = new Set(['FREQ', 'INTERVAL', 'BYDAY', 'BYMONTHDAY', 'BYMONTH', 'COUNT', 'WKST']);

/** The parts of a rule: `FREQ=MONTHLY;BYDAY=1MO`. */
export function ruleParts(rrule: string): ReadonlyMap<string, string> {
  const text = rrule.replace(/^RRULE:/i, '');
  return new Map(
    text.split(';').flatMap((part) => {
      const [name, value] = part.split('=');
      return name && value ? [[name.trim().toUpperCase(), value.trim().toUpperCase()] as const] : [];
    }),
  );
}

function ordinal(count: number): string {
  if (count === -1) return 'last';
  if (count < 0) return `${ordinal(-count)} to last`;
  const ending = ['th', 'st', 'nd', 'rd'];
  const rest = count % 100;
  return `${count}${ending[(rest - 20) % 10] ?? ending[rest] ?? 'th'}`;
}

const joined = (words: readonly string[]): string =>
  words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

function dayWords(byDay: string): string | null {
  const words = byDay.split(',').map((part) => {
    const [, at = '', day = ''] = /^([+-]?\d+)?([A-Z]{2})$/.exec(part) ?? [];
    const name = DAYS[day];
    if (name === undefined) return null;
    return at === '' ? name : `the ${ordinal(Number(at))} ${name}`;
  });
  return words.includes(null) ? null : joined(words as string[]);
}

/** A rule of RFC 5545 in words; null where it says more than these words can. The rule itself is then shown. */
export function ruleWords(rrule: string): string | null {
  const parts = ruleParts(rrule);
  const unit = UNITS[parts.get('FREQ') ?? ''];
  const interval = Number(parts.get('INTERVAL') ?? 1);
  if (unit === undefined || !Number.isInteger(interval) || interval < 1) return null;
  if ([...parts.keys()].some((name) => !KNOWN.has(name))) return null;
  let text = interval === 1 ? `every ${unit[0]}` : `every ${interval} ${unit[1]}`;
  const byDay = parts.get('BYDAY');
  if (byDay !== undefined) {
    const days = dayWords(byDay);
    if (days === null) return null;
    text += ` on ${days}`;
  }
  const byMonthDay = parts.get('BYMONTHDAY');
  if (byMonthDay !== undefined) {
    const days = byMonthDay.split(',').map(Number);
    if (days.some((day) => !Number.isInteger(day) || day === 0)) return null;
    text += ` on the ${joined(days.map((day) => (day === -1 ? 'last day' : ordinal(day))))}`;
  }
  const byMonth = parts.get('BYMONTH');
  if (byMonth !== undefined) {
    const months = byMonth.split(',').map((month) => MONTHS[Number(month) - 1]);
    if (months.includes(undefined)) return null;
    text += ` in ${joined(months as string[])}`;
  }
  const count = parts.get('COUNT');
  if (count !== undefined) text += count === '1' ? ', once' : `, ${count} times`;
  return text;
}

/** How often, in words. */
export function cadenceWords(cadence: ReviewCadence): string {
  if ('byTier' in cadence) return 'daily, those due by their tier';
  if ('events' in cadence) {
    const [first] = cadence.events;
    return first !== undefined && cadence.events.length === 1
      ? `when: ${EVENT_WORDS[first].toLowerCase()}`
      : `on ${cadence.events.length} kinds of events`;
  }
  return ruleWords(cadence.rrule) ?? cadence.rrule;
}
