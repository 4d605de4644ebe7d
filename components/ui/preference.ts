export const THEME_CHOICES = ['system', 'light', 'dark'] as const;
export type ThemeChoice = (typeof THEME_CHOICES)[number];

export const DENSITY_CHOICES = ['compact', 'comfortable'] as const;
export type DensityChoice = (typeof DENSITY_CHOICES)[number];

export const ZONE_CHOICES = ['local', 'utc'] as const;
export type ZoneChoice = (typeof ZONE_CHOICES)[number];

/** What one person set for this browser. It travels in a cookie so that the first paint is already right. */
export type Preference = {
  theme: ThemeChoice;
  zone: ZoneChoice;
  /** How high the rows of lists are; on a touch screen they are always high. */
  density: DensityChoice;
  /** The browser's IANA zone; null until the browser told us. */
  localZone: string | null;
  singleKeys: boolean;
};

export const PREFERENCE_COOKIE = 'cordon-preference';

const isZone = (name: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
};

const oneOf = <T extends string>(choices: readonly T[], value: string | null): T =>
  choices.find((choice) => choice === value) ?? (choices[0] as T);

/** Reads the cookie's value; what it does not understand becomes the default. */
export function parsePreference(cookie: string | undefined): Preference {
  const parts = new URLSearchParams(cookie ?? '');
  const localZone = parts.get('in');
  return {
    theme: oneOf(THEME_CHOICES, parts.get('theme')),
    zone: oneOf(ZONE_CHOICES, parts.get('zone')),
    density: oneOf(DENSITY_CHOICES, parts.get('density')),
    localZone: localZone !== null && isZone(localZone) ? localZone : null,
    singleKeys: parts.get('keys') !== 'off',
  };
}

export function serialisePreference({ theme, zone, density, localZone, singleKeys }: Preference): string {
  const parts = new URLSearchParams({ theme, zone, density, keys: singleKeys ? 'on' : 'off' });
  if (localZone !== null) parts.set('in', localZone);
  return parts.toString();
}

/** The zone in which times are shown. Before the browser named its own, that is UTC. */
export const shownZone = ({ zone, localZone }: Preference): string =>
  zone === 'utc' ? 'UTC' : (localZone ?? 'UTC');
