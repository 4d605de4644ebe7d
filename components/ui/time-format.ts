const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const FIELDS = {
  year: 'numeric',
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
  hourCycle: 'h23',
  timeZoneName: 'short',
} as const satisfies Intl.DateTimeFormatOptions;

type Part = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second' | 'fractionalSecond' | 'timeZoneName';

const formats = new Map<string, Intl.DateTimeFormat>();

// From parts, not from a locale's own pattern: server and browser must print the same characters.
function partsOf(at: Date, zone: string): Record<Part, string> {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-GB', { ...FIELDS, timeZone: zone });
    formats.set(zone, format);
  }
  return Object.fromEntries(format.formatToParts(at).map((part) => [part.type, part.value])) as Record<
    Part,
    string
  >;
}

/** `CET`, `UTC`, `GMT-5`: the zone's name at that moment. */
export const zoneName = (at: Date, zone: string): string => partsOf(at, zone).timeZoneName;

/** `14:02:11` */
export function formatClock(at: Date, zone: string): string {
  const { hour, minute, second } = partsOf(at, zone);
  return `${hour}:${minute}:${second}`;
}

/** `14:02` */
export function formatMinute(at: Date, zone: string): string {
  const { hour, minute } = partsOf(at, zone);
  return `${hour}:${minute}`;
}

/** `23 Nov` */
export function formatDay(at: Date, zone: string): string {
  const { day, month } = partsOf(at, zone);
  return `${day} ${month}`;
}

/** `23 Nov 2026, 14:02:11 CET` */
export function formatExact(at: Date, zone: string): string {
  const { day, month, year, timeZoneName } = partsOf(at, zone);
  return `${day} ${month} ${year}, ${formatClock(at, zone)} ${timeZoneName}`;
}

/** `23 Nov 2026, 14:02:11.345 CET`: for records, where the order within a second matters. */
export function formatInstant(at: Date, zone: string): string {
  const { day, month, year, fractionalSecond, timeZoneName } = partsOf(at, zone);
  return `${day} ${month} ${year}, ${formatClock(at, zone)}.${fractionalSecond} ${timeZoneName}`;
}

/** `23 Nov 14:02:11`, or only the clock when it is the same day as `now`. */
export function formatShort(at: Date, now: Date, zone: string): string {
  const clock = formatClock(at, zone);
  return formatDay(at, zone) === formatDay(now, zone) ? clock : `${formatDay(at, zone)} ${clock}`;
}

/** `1 h 15 min`, `40 s`, `250 ms`: at most two units, the smaller one left out when it is zero. */
export function formatDuration(ms: number): string {
  const size = Math.abs(ms);
  if (size < SECOND) return `${Math.round(size)} ms`;
  if (size < MINUTE) return `${Math.floor(size / SECOND)} s`;
  if (size < HOUR) return pair(size, MINUTE, 'min', SECOND, 's');
  if (size < DAY) return pair(size, HOUR, 'h', MINUTE, 'min');
  return pair(size, DAY, 'd', HOUR, 'h');
}

function pair(size: number, large: number, largeName: string, small: number, smallName: string): string {
  const whole = Math.floor(size / large);
  const rest = Math.floor((size % large) / small);
  return rest === 0 ? `${whole} ${largeName}` : `${whole} ${largeName} ${rest} ${smallName}`;
}

/** `3 min ago`, `in 12 min`, `just now`: one unit, for reading at a glance. */
export function formatRelative(at: Date, now: Date): string {
  const ms = at.getTime() - now.getTime();
  const size = Math.abs(ms);
  if (size < 5 * SECOND) return 'just now';
  const text =
    size < MINUTE
      ? `${Math.floor(size / SECOND)} s`
      : size < HOUR
        ? `${Math.floor(size / MINUTE)} min`
        : size < DAY
          ? `${Math.floor(size / HOUR)} h`
          : `${Math.floor(size / DAY)} d`;
  return ms < 0 ? `${text} ago` : `in ${text}`;
}

/** `12.4k`, `3.1M`; below a thousand the number itself. */
export function formatCount(count: number): string {
  if (count < 1_000) return String(count);
  const [size, unit] = count < 999_500 ? [count / 1_000, 'k'] : [count / 1_000_000, 'M'];
  return `${size < 100 ? size.toFixed(1).replace(/\.0$/, '') : Math.round(size)}${unit}`;
}

/** `12,431` */
export const formatExactCount = (count: number): string => count.toLocaleString('en-US');
