const FIELDS = {
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
} as const satisfies Intl.DateTimeFormatOptions;

/** `2026-11-24T14:02`: what a clock on the wall of that zone shows, as the browser's date field wants it. */
export function wallTime(at: Date, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', { ...FIELDS, timeZone: zone }).formatToParts(at);
  const { year, month, day, hour, minute } = Object.fromEntries(
    parts.map(({ type, value }) => [type, value]),
  );
  return `${year}-${month}-${day}T${hour}:${minute}`;
}

/** The moment at which a clock in that zone shows this; null for what is no time. Of two such moments the earlier one. */
export function fromWallTime(text: string, zone: string): Date | null {
  const asUtc = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(text) ? Date.parse(`${text}:00Z`) : Number.NaN;
  if (Number.isNaN(asUtc)) return null;
  const offsetAt = (ms: number) => Date.parse(`${wallTime(new Date(ms), zone)}:00Z`) - ms;
  // The offset of the moment itself, which the first guess only nears.
  const guesses = [asUtc - offsetAt(asUtc - 24 * 3_600_000), asUtc - offsetAt(asUtc + 24 * 3_600_000)];
  const fits = guesses.filter((ms) => wallTime(new Date(ms), zone) === text).sort((a, b) => a - b);
  return new Date(fits[0] ?? guesses[0] ?? asUtc);
}
