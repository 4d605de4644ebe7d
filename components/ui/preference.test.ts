import { expect, test } from 'vitest';
import { type Preference, parsePreference, serialisePreference, shownZone } from './preference';

const chosen: Preference = {
  theme: 'dark',
  zone: 'local',
  density: 'comfortable',
  localZone: 'Europe/Berlin',
  singleKeys: false,
};

test('what was chosen is read back', () => {
  expect(parsePreference(serialisePreference(chosen))).toEqual(chosen);
});

test('without a cookie: system theme, local time, single keys', () => {
  expect(parsePreference(undefined)).toEqual({
    theme: 'system',
    zone: 'local',
    density: 'compact',
    localZone: null,
    singleKeys: true,
  });
});

test('nonsense becomes the default', () => {
  expect(parsePreference('theme=neon&zone=mars&density=thick&in=Mars%2FOlympus')).toEqual(
    parsePreference(undefined),
  );
});

test('times are in UTC when asked, and until the browser has named its zone', () => {
  expect(shownZone(chosen)).toBe('Europe/Berlin');
  expect(shownZone({ ...chosen, zone: 'utc' })).toBe('UTC');
  expect(shownZone({ ...chosen, localZone: null })).toBe('UTC');
});
