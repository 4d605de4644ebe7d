const BROWSERS = [
  ['Edg/', 'Edge'],
  ['OPR/', 'Opera'],
  ['Firefox/', 'Firefox'],
  ['Chrome/', 'Chrome'],
  ['Safari/', 'Safari'],
] as const;
const PLATFORMS = [
  ['Android', 'Android'],
  ['iPhone', 'iPhone'],
  ['iPad', 'iPad'],
  ['Windows', 'Windows'],
  ['Mac OS X', 'macOS'],
  ['Linux', 'Linux'],
] as const;

/** `Firefox on Linux`, as far as a user agent tells; what it does not is shown as it came. */
export function deviceOf(userAgent: string | null): string {
  if (userAgent === null) return 'unknown';
  const named = (list: readonly (readonly [string, string])[]) =>
    list.find(([mark]) => userAgent.includes(mark))?.[1];
  const browser = named(BROWSERS);
  const platform = named(PLATFORMS);
  if (browser === undefined) return userAgent;
  return platform === undefined ? browser : `${browser} on ${platform}`;
}
